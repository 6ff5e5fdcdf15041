"""The API's own description, and a page to read and try it."""

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.renderers import TemplateHTMLRenderer
from rest_framework.throttling import BaseThrottle


@extend_schema(exclude=True)
class Schema(SpectacularAPIView):
    throttle_classes: list[type[BaseThrottle]] = []


class Docs(SpectacularSwaggerSplitView):
    """Swagger UI; its styles are set by script, so this one page may have them inline."""

    url_name = "api:schema"
    renderer_classes = [TemplateHTMLRenderer]
    throttle_classes: list[type[BaseThrottle]] = []


schema = Schema.as_view()
docs = csp_update({"style-src": [UNSAFE_INLINE]})(Docs.as_view())
