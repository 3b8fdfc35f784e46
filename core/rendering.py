from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Every form and field of the portal is drawn by the same two templates."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
