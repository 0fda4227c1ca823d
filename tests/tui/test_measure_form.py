"""The form of a measure's own fields, for an existing measure or a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from records.register import Register
from records.values.changes import Action, Change, Edit
from records.writing.drafts import Drafts
from tests.tui.conftest import BROAD, NARROW, OTHER, git, let_officers_rule, write
from tests.tui.test_form import TINY, fill, row
from tui.screens.forms.editing import Form
from tui.screens.forms.programme import MeasureForm
from tui.screens.table.measures import Measures
from tui.screens.windows.drafts import DraftOffer
from tui.widgets.choices import KindChoice
from tui.widgets.fields import Editor, Line

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Opener, Screens

MEASURE = "measures/2017/4/measure.toml"
FIELDS = (
    "number",
    "title",
    "deadline-text",
    "deadline-kind",
    "deadline-from",
    "deadline-until",
    "responsible",
    "section",
    "indicator",
    "funding",
)
LABELS = ("Номер", "Найменування", "Строк", "Вид строку", "Відповідальні", "Розділ", "Показник", "Фінанс")


async def open_form(screens: Screens) -> None:
    """Open the form of the selected measure."""
    await screens.press("f4", "f6")
    assert isinstance(screens.app.screen, MeasureForm)


async def open_new(screens: Screens) -> None:
    """Open the form of a new measure."""
    app = screens.app
    app.push_screen(MeasureForm.new(app._snapshot, "2017"), app.said)
    await screens.settle()


def value(screens: Screens, field: str) -> str:
    """Return the content of a field."""
    found = screens.app.screen.query_one(f"#{field}")
    assert isinstance(found, (Line, Editor, KindChoice))
    return found.typed


def add(folder: Path, number: str, title: str) -> None:
    """Add a measure as another officer."""
    values = {("number",): number, ("title",): title, ("responsible",): ["legal"]}
    with Register.open(folder) as register:
        edit = Edit(f"measures/2017/{number}/measure.toml", values)
        register.save(Change(Action.CREATE, (edit,), "Рішення"), author=OTHER)


@pytest.mark.parametrize("size", [NARROW, BROAD])
async def test_everything_fits(screens: Opener, size: tuple[int, int]) -> None:
    """All fields of a measure fit on one screen, aligned at one left edge."""
    async with screens(size) as see:
        await open_form(see)
        shown = see.shown()
        assert [label for label in LABELS if label not in shown] == []
        assert not see.app.screen.query_one("#form").show_vertical_scrollbar
        fields = (see.app.screen.query_one(f"#{field}") for field in FIELDS if field != "deadline-until")
        assert len({field.region.x for field in fields}) == 1


@pytest.mark.parametrize("field", FIELDS)
async def test_tiny(screens: Opener, field: str) -> None:
    """On 40 columns and 12 lines each field is visible while it has the focus."""
    async with screens(TINY) as see:
        await open_form(see)
        found = see.app.screen.query_one(f"#{field}")
        found.focus()
        await see.settle()
        assert found.region.width > 5
        region, inside = found.region, see.app.screen.query_one("#form").region
        assert inside.y <= region.y < region.bottom <= inside.bottom


async def test_recorded(folder: Path, screens: Opener) -> None:
    """Only the changed fields are recorded, with a reason and without a submission."""
    write(folder, MEASURE, 'indicator = "Два  наради "\n' + (folder / MEASURE).read_text(encoding="utf-8"))
    before = git(folder, "show", f"HEAD:{MEASURE}")
    async with screens() as see:
        await open_form(see)
        await fill(see, "section", "Запобігання\nкорупції")
        await see.wait("Рядки з’єднано в один")
        await see.press("f2")
        shown = await see.wait("Розділ: Запобігання корупції")
        assert "подати" not in shown
        await see.type("Рішення ради")
        await see.press("enter")
        await see.wait("Збережено: ")
    after = git(folder, "show", f"HEAD:{MEASURE}")
    assert [line for line in after.splitlines() if line not in before.splitlines()] == [
        'section = "Запобігання корупції"'
    ]
    assert "Prozvit-Action: programme" in git(folder, "show", "-s", "--format=%B")


@pytest.mark.parametrize(
    ("wording", "read", "kind", "until"),
    [
        ("до 01.07.2017", "Прочитано як: до дати, 01.07.2017 включно.", "by-date", "01.07.2017"),
        ("II квартал 2017 року", "у кварталі, 01.04.2017 – 30.06.2017", "quarter", "30.06.2017"),
        ("за потреби", "Прочитано як: інше формулювання.", "other", ""),
    ],
)
async def test_deadline_read(screens: Opener, wording: str, read: str, kind: str, until: str) -> None:
    """The deadline's kind and dates follow from its wording while it is typed."""
    async with screens(BROAD) as see:
        await open_form(see)
        # The stored dates don't follow from the stored wording, so the form would keep them as chosen ones.
        await fill(see, "deadline-from", "01.01.2017")
        await fill(see, "deadline-until", "31.12.2017")
        await fill(see, "deadline-text", wording)
        await see.wait(read)
        assert (value(see, "deadline-kind"), value(see, "deadline-until")) == (kind, until)


async def test_deadline_overruled(folder: Path, screens: Opener) -> None:
    """A date chosen by the officer stays when the wording changes, and the form says so."""
    async with screens(BROAD) as see:
        await open_form(see)
        await fill(see, "deadline-text", "до 01.07.2017")
        await fill(see, "deadline-until", "15.07.2017")
        await see.wait("Нижче – те, що вибрано натомість.")
        await fill(see, "deadline-text", "до 01.08.2017")
        await see.wait("01.08.2017 включно")
        assert value(see, "deadline-until") == "15.07.2017"
        await see.press("f2")
        await see.type("Рішення ради")
        await see.press("enter")
        await see.wait("Збережено: ")
    assert "until = 2017-07-15" in git(folder, "show", f"HEAD:{MEASURE}")


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("number", "6", "✗ Номер «6»"),
        ("number", "", "✗ "),
        ("title", "", "✗ Найменування порожнє"),
        ("title", "Oсвіта й спорт", "! Змішано"),
        ("deadline-until", "1.1", "✗ «1.1» – не дата"),
        ("deadline-from", "01.01.2018", "✗ "),
        ("responsible", "", "! Відповідального підрозділу немає"),
        ("responsible", "Служба доріг", "! «Служба доріг» – новий підрозділ"),
    ],
)
async def test_said_at_the_field(screens: Opener, field: str, typed: str, said: str) -> None:
    """An error or doubt appears under its field while typing."""
    async with screens(BROAD) as see:
        await open_form(see)
        await fill(see, "deadline-until", "31.12.2017")
        await fill(see, field, typed)
        shown = await see.wait(said)
        assert 0 < row(shown, said) - see.app.screen.query_one(f"#{field}").region.y <= 3


async def test_units(folder: Path, screens: Opener) -> None:
    """Units are chosen from a list filtered by typing; a new name becomes a unit in the same commit."""
    async with screens(BROAD) as see:
        await open_form(see)
        await fill(see, "responsible", "Служба доріг; юрид")
        await see.press("f7")
        await see.type("юрид")
        await see.press("enter")
        assert value(see, "responsible") == "Служба доріг; Юридичний відділ"
        await see.press("f2")
        await see.wait("Загальний відділ → Служба доріг; Юридичний відділ")
        await see.wait("Підрозділ sluzhba-dorih: Служба доріг")
        await see.type("Рішення ради")
        await see.press("enter")
        await see.wait("Збережено: ")
        form = see.app.screen
        assert isinstance(form, Form)
        await form.look_for_others()
        # A look at the moved register leaves what was said of the save.
        assert "Збережено: " in see.shown()
    assert 'responsible = ["sluzhba-dorih", "legal"]' in git(folder, "show", f"HEAD:{MEASURE}")
    assert 'name = "Служба доріг"' in git(folder, "show", "HEAD:units.toml")


async def test_new(folder: Path, screens: Opener) -> None:
    """An empty form shows no errors until F2, which then leads to required fields; filled in, it is saved."""
    async with screens() as see:
        await open_new(see)
        assert "✗" not in see.shown()
        await see.press("f2")
        await see.wait("✗ Напишіть строк так")
        assert see.app.screen.query_one("#number").has_focus
        typed = {"number": "7а.", "title": "Новий", "deadline-text": "Постійно", "responsible": "legal"}
        for field, text in typed.items():
            await fill(see, field, text)
        await see.press("f2")
        await see.type("Рішення ради")
        await see.press("enter")
        await see.wait("Збережено: ")
        assert isinstance(see.app.screen, Measures)
        await see.wait("7а")
    stored = git(folder, "show", "HEAD:measures/2017/7a/measure.toml")
    assert 'number = "7а"' in stored
    assert 'kind = "continuous"' in stored
    assert "Prozvit-Action: create" in git(folder, "show", "-s", "--format=%B")


async def test_new_meanwhile(folder: Path, screens: Opener) -> None:
    """A new measure never overwrites one that another officer added meanwhile under the same number."""
    async with screens() as see:
        await open_new(see)
        typed = {"number": "7", "title": "Мій захід", "deadline-text": "Постійно", "responsible": "legal"}
        for field, text in typed.items():
            await fill(see, field, text)
        await see.press("f2")
        await see.type("Рішення ради")
        add(folder, "7", "Чужий захід")
        await see.press("enter")
        await see.wait("додав такий захід")
        await see.press("enter")
        await see.wait("додав такий захід")
        await see.press("escape")
        await see.wait("уже має інший захід")
        assert value(see, "title") == "Мій захід"
    assert 'title = "Чужий захід"' in git(folder, "show", "HEAD:measures/2017/7/measure.toml")


@pytest.mark.parametrize("new", [False, True])
async def test_draft(folder: Path, screens: Opener, *, new: bool) -> None:
    """Typed text is kept as a draft, and the next start offers it with the changes it would make."""
    async with screens() as see:
        await (open_new if new else open_form)(see)
        await fill(see, "title", "Інакший захід")
        await see.press("escape")
    with Register.open(folder) as register:
        [draft] = Drafts(register).all()
        assert draft.period is None
    async with screens(period=None) as see:
        assert isinstance(see.app.screen, DraftOffer)
        await see.wait("Новий захід" if new else "сам захід")
        await see.wait("Інакший")
        await see.press("enter")
        assert isinstance(see.app.screen, MeasureForm)
        assert value(see, "title") == "Інакший захід"
        assert value(see, "number") == ("" if new else "4")


async def test_not_allowed(folder: Path, screens: Opener) -> None:
    """An officer who may not change a measure's own fields is told so and can't edit them."""
    let_officers_rule(folder, "officer", "office")
    async with screens() as see:
        app = see.app
        app.push_screen(MeasureForm(app._snapshot, app._snapshot.measures[0]))
        await see.settle()
        await see.wait("Ваша роль")
        await see.type("Інакше")
        assert value(see, "title") == "Захід 4"
        assert app.screen.query_one("#number").disabled


async def test_someone_else_changed_it(folder: Path, screens: Opener) -> None:
    """If another officer changes the measure, the form says so; F2 lets the officer choose either value."""
    async with screens(BROAD) as see:
        await open_form(see)
        await fill(see, "title", "Мій захід")
        edit = Edit(MEASURE, {("title",): "Чужий захід"})
        with Register.open(folder) as register:
            register.save(Change(Action.PROGRAMME, (edit,), "Уточнено"), author=OTHER)
        await see.wait("змінив хтось інший")
        assert value(see, "title") == "Мій захід"
        await see.press("f2")
        await see.wait("{+Чужий захід+}")
        await see.press("down", "enter")
        await see.wait("[-Чужий-] {+Мій+}")
        await see.type("Рішення ради")
        await see.press("f2")
        await see.wait("Збережено: ")
    assert 'title = "Мій захід"' in git(folder, "show", f"HEAD:{MEASURE}")
