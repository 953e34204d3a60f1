"""What a questionnaire takes over from the version before: words around it, sections, unchanged translations."""

from surveys.models.questionnaires import AsAsked

TEXTS = ("introduction", "consent", "thanks")
ITEM_TEXTS = ("section", "wording", "hint")


def take_over_frame(questionnaire, before):
    """Give a new version the words, the languages and the way of asking of the version `before`."""
    for name in (*TEXTS, "one_at_a_time", "languages", "translations"):
        setattr(questionnaire, name, getattr(before, name))


def take_over_item(item, before):
    """Give an item the section of the same question `before`, and its translations as far as the words are the same."""
    item.section = before.section
    item.translations = still_true(before, item)


def copy_of(item_class, item, **fields):
    """An unsaved copy of an item as it is asked, with its section and translations."""
    kept = {name: getattr(item, name) for name in (*AsAsked.FIELDS, "section", "translations")}
    return item_class(**kept | fields)


def still_true(before, after):
    """The translations of `before` by language, without those of texts that are others in `after`."""
    kept = {}
    for code, translated in before.translations.items():
        words = {name: translated[name] for name in ITEM_TEXTS if name in translated and _is_same(name, before, after)}
        labels = {str(option["code"]): option["label"] for option in after.options}
        same = {str(o["code"]) for o in before.options if labels.get(str(o["code"])) == o["label"]}
        options = {number: label for number, label in translated.get("options", {}).items() if number in same}
        if words or options:
            kept[code] = words | ({"options": options} if options else {})
    return kept


def _is_same(name, before, after):
    return getattr(before, name) == getattr(after, name)
