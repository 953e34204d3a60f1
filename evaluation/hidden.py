"""Why a figure is hidden: the slugs that estimates store and exports show, and their words on pages."""

# So few organisations of one neighbourhood are not counted out.
FEWEST_ORGANISATIONS = 10

NOBODY, FEW, PAIRED, WHOLE_ONLY = "nobody", "few", "paired", "whole"

WORDS = {
    NOBODY: "Nobody answered",
    FEW: "Too few answers, so no figure is shown",
    PAIRED: "Hidden, so that another hidden figure cannot be worked out",
    WHOLE_ONLY: "Judged for the whole programme only",
}
