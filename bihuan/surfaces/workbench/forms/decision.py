"""Yes or no with words: to sign a step, to grant more time."""

from .form import ChoiceOf, Form, WordsField


class DecisionForm(Form):
    """Agree or not; nothing is chosen beforehand, and a no needs its reason."""

    agreed = ChoiceOf(
        [("yes", "同意"), ("no", "不同意")],
        label="意见",
        told={"yes": "继续办理", "no": "退回，写明理由"},
    )
    opinion = WordsField(label="理由或要求", required=False, max_length=400)

    def clean(self) -> dict[str, object]:
        """Refuse a no without words."""
        given = super().clean() or {}
        if given.get("agreed") == "no" and not given.get("opinion"):
            self.add_error("opinion", "不同意要写明理由。")
        return given
