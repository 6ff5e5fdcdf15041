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
  // A net of degrees and a scale stand in for the tiles.
  const STEP = 0.1;
  const net = (low, high) => Array.from({ length: Math.ceil((high - low) / STEP) + 1 }, (_n, n) => Math.round((low + n * STEP) * 10) / 10);
  const line = (from, to) => L.polyline([from, to], { className: "place-net", interactive: false }).addTo(map);
  const around = L.latLngBounds(places.map((place) => [place.lat, place.lon])).pad(0.5);
  net(Math.floor(around.getSouth() * 10) / 10, around.getNorth()).forEach((lat) => line([lat, around.getWest()], [lat, around.getEast()]));
  net(Math.floor(around.getWest() * 10) / 10, around.getEast()).forEach((lon) => line([around.getSouth(), lon], [around.getNorth(), lon]));
  L.control.scale({ imperial: false }).addTo(map);
  const bounds = L.latLngBounds(places.map((place) => [place.lat, place.lon]));
  places.forEach((place) => {
    const marker = L.circleMarker([place.lat, place.lon], { radius: 8, className: `place-${tone(place)}${place.exact ? "" : " place-about"}` });
    const label = place.complete === null ? place.name : `${place.name} · ${place.complete} %`;
    marker.bindTooltip(label);
    marker.on("click", () => { window.location.assign(place.href); });
    marker.addTo(map);
  });
  map.fitBounds(bounds.pad(0.1), { maxZoom: 13 });
})();
