"""Tags of letters."""

from django import template

from core.addresses import site_url

register = template.Library()
register.simple_tag(site_url)
