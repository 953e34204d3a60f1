"""Loads questions: the menu that comes with the product, or a file of a programme's own."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import pluralize

from commissioning.management.programmes import named_programme
from surveys.actions.bank import BankFaults, load_file, load_shipped_menu
from surveys.models import Question


class Command(BaseCommand):
    help = "Load a file of questions and questionnaires; without FILE, the menu that comes with Foothold."

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, help="a TOML file, see docs/data-formats/questions.md")
        parser.add_argument("--programme", metavar="SLUG", help="the programme whose own questions these are")

    def handle(self, *, file, programme, **options):
        if file is None:
            load_shipped_menu()
            self.stdout.write(f"The menu has {Question.objects.filter(programme=None).count()} questions.")
            return
        try:
            loaded = load_file(text=_text_of(file), programme=programme and named_programme(programme))
        except BankFaults as error:
            for fault in error.faults:
                self.stderr.write(str(fault))
            raise CommandError(f"{error} Nothing was loaded.") from error
        questions, questionnaires = len(loaded.questions), len(loaded.questionnaires)
        words = f"{questions} question{pluralize(questions)}"
        self.stdout.write(f"Loaded {words} and {questionnaires} questionnaire{pluralize(questionnaires)}.")


def _text_of(file):
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{file} is not a text file in UTF-8.") from error
