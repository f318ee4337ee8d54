from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "bihuan.modules.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Bring the wording of what people are told about their accounts."""
        from bihuan.kernel.notices.wording import Wording, add

        add("second_factor_reset", Wording(
            "动态码已重置",
            "账号 {subject} 的动态码已由{by}重置，原因：{reason}。不是您要求的，请马上联系他。",
        ))  # fmt: skip
