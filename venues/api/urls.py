"""Addresses of the API of venues."""

from django.urls import path

from venues.api import (
    dashboard,
    deliveries,
    halls,
    insight,
    managers,
    offline,
    points,
    reporting,
    reports,
    reviews,
    rooms,
    stock,
    venues,
)

urlpatterns = [
    path("venues/", venues.VenueList.as_view(), name="venue-list"),
    path("venues/<int:pk>/", venues.VenueDetail.as_view(), name="venue-detail"),
    path("halls/", halls.HallList.as_view(), name="hall-list"),
    path("halls/<int:pk>/", halls.HallDetail.as_view(), name="hall-detail"),
    path("rooms/", rooms.RoomList.as_view(), name="room-list"),
    path("rooms/<int:pk>/", rooms.RoomDetail.as_view(), name="room-detail"),
    path("points/", points.PointList.as_view(), name="point-list"),
    path("points/<int:pk>/", points.PointDetail.as_view(), name="point-detail"),
    path("points/<int:pk>/lines/", stock.PointLines.as_view(), name="point-lines"),
    path("points/<int:pk>/managers/", managers.ManagerList.as_view(), name="point-managers"),
    path(
        "points/<int:pk>/managers/<int:staff_pk>/end/",
        managers.ManagerEnd.as_view(),
        name="point-manager-end",
    ),
    path("points/<int:pk>/sheet/", stock.PointSheet.as_view(), name="point-sheet"),
    path("points/<int:pk>/days/", stock.PointDays.as_view(), name="point-days"),
    path(
        "points/<int:pk>/stock-reports/",
        reports.StockReports.as_view(),
        name="point-stock-reports",
    ),
    path(
        "points/<int:pk>/visitor-reports/",
        reports.VisitorReports.as_view(),
        name="point-visitor-reports",
    ),
    path("points/<int:pk>/counts/", deliveries.CountList.as_view(), name="point-counts"),
    path("deliveries/", deliveries.DeliveryList.as_view(), name="delivery-list"),
    path("deliveries/<int:pk>/", deliveries.DeliveryDetail.as_view(), name="delivery-detail"),
    path(
        "deliveries/<int:pk>/receive/",
        deliveries.DeliveryReceive.as_view(),
        name="delivery-receive",
    ),
    path("points/<int:pk>/amendments/", reviews.AmendmentList.as_view(), name="point-amendments"),
    path("shelves/", insight.ShelfList.as_view(), name="shelf-list"),
    path("points-anomalies/", insight.AnomalyList.as_view(), name="anomaly-list"),
    path("points/<int:pk>/bundle/", offline.PointBundle.as_view(), name="point-bundle"),
    path("points/<int:pk>/photos/<str:sha256>/", offline.PointPhoto.as_view(), name="point-photo"),
    path("reporting/", reporting.ReportingStart.as_view(), name="reporting"),
    path("points-dashboard/", dashboard.PointsDashboard.as_view(), name="points-dashboard"),
    path("points-reports/", reports.MonthlyReports.as_view(), name="points-reports"),
]
