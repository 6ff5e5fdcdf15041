"""Addresses of the pages of venues."""

from django.urls import path

from venues.pages import (
    dashboard,
    managers,
    places,
    points,
    reporting,
    stock,
    stock_reports,
    visitor_reports,
)

app_name = "venues"
urlpatterns = [
    path("venues/", places.Venues.as_view(), name="venues"),
    path("venues/new/", places.venue_add, name="venue_add"),
    path("venues/<int:pk>/", places.venue_page, name="venue"),
    path("venues/<int:pk>/edit/", places.venue_edit, name="venue_edit"),
    path("venues/<int:pk>/halls/new/", places.hall_add, name="hall_add"),
    path("venues/<int:pk>/rooms/new/", places.room_add, name="room_add"),
    path("halls/<int:pk>/edit/", places.hall_edit, name="hall_edit"),
    path("rooms/<int:pk>/edit/", places.room_edit, name="room_edit"),
    path("points/", points.Points.as_view(), name="points"),
    path("points/new/", points.point_add, name="point_add"),
    path("points/month/", dashboard.Dashboard.as_view(), name="dashboard"),
    path("points/month/days/", dashboard.Grid.as_view(), name="grid"),
    path("points/month/reports/", dashboard.start_reports, name="start_reports"),
    path("points/month/reports/<int:document_pk>/", dashboard.city_document, name="city_document"),
    path("points/today/", reporting.today_page, name="today"),
    path("points/<int:pk>/", points.point_page, name="point"),
    path("points/<int:pk>/edit/", points.point_edit, name="point_edit"),
    path("points/<int:pk>/state/", points.point_state, name="point_state"),
    path("points/<int:pk>/settle/", points.point_settle, name="point_settle"),
    path("points/<int:pk>/managers/", managers.Managers.as_view(), name="managers"),
    path("points/<int:pk>/managers/new/", managers.manager_add, name="manager_add"),
    path("points/<int:pk>/managers/<int:staff_pk>/end/", managers.manager_end, name="manager_end"),
    path("points/<int:pk>/closures/new/", points.closure_add, name="closure_add"),
    path(
        "points/<int:pk>/closures/<int:closure_pk>/remove/",
        points.closure_remove,
        name="closure_remove",
    ),
    path("points/<int:pk>/lines/", stock.Lines.as_view(), name="lines"),
    path("points/<int:pk>/lines/new/", stock.line_add, name="line_add"),
    path("points/<int:pk>/lines/<int:line_pk>/", stock.LineHistory.as_view(), name="line"),
    path("points/<int:pk>/lines/<int:line_pk>/edit/", stock.line_edit, name="line_edit"),
    path("points/<int:pk>/sheet/", stock.sheet, name="sheet"),
    path("points/<int:pk>/days/", stock.Days.as_view(), name="days"),
    path("points/<int:pk>/days/<str:day>/", stock.day_page, name="day"),
    path("points/<int:pk>/months/", dashboard.Months.as_view(), name="months"),
    path(
        "points/<int:pk>/reports/<int:document_pk>/",
        dashboard.point_document,
        name="point_document",
    ),
    path("points/<int:pk>/today/", reporting.report_page, name="report"),
    path("points/<int:pk>/stock/", stock_reports.stock_report, name="stock_report"),
    path("points/<int:pk>/nothing-sold/", stock_reports.nothing_sold, name="nothing_sold"),
    path("points/<int:pk>/visitors/", visitor_reports.visitor_report, name="visitor_report"),
    path("points/<int:pk>/held/<uuid:key>/", reporting.decide, name="decide"),
]
