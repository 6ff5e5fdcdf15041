// Showcase points where they are, without tiles: a circle each, coloured by completeness.
(() => {
  "use strict";
  const box = document.getElementById("pointmap");
  const data = document.getElementById("pointplaces");
  if (!box || !data || !window.L) return;
  const places = JSON.parse(data.textContent);
  const map = L.map(box, { zoomSnap: 0.25, attributionControl: false, preferCanvas: false });
  const tone = (place) => {
    if (place.complete === null) return "off";
    if (place.complete >= 90) return "full";
    return place.complete > 0 ? "half" : "none";
  };
  const bounds = L.latLngBounds(places.map((place) => [place.lat, place.lon]));
  places.forEach((place) => {
    const marker = L.circleMarker([place.lat, place.lon], { radius: 8, className: `place-${tone(place)}` });
    const label = place.complete === null ? place.name : `${place.name} · ${place.complete} %`;
    marker.bindTooltip(label);
    marker.on("click", () => { window.location.assign(place.href); });
    marker.addTo(map);
  });
  map.fitBounds(bounds.pad(0.1), { maxZoom: 13 });
})();
