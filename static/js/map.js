/* Draws [data-map] with Leaflet over our own outlines (see build_outlines.py for their format).

   A map is one or several panes: Europe, and an inset for each overseas window. Points come from the
   address `data-points`, which narrows with the filters of the page. When the server answers
   `clustered`, each pane asks again for what it shows whenever the reader moves it. */
(function () {
  "use strict";

  const LANGUAGE = document.documentElement.lang;
  const OVERSEAS = { guiana: "GF", "saint-martin": "MF" };
  const figures = new Intl.NumberFormat(LANGUAGE);
  const regions = new Intl.DisplayNames([LANGUAGE], { type: "region" });
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const asked = {};

  /* One request per address and page: filters redraw maps, outlines stay. */
  function fetchJson(url) {
    return fetch(url, { headers: { Accept: "application/json" } }).then((answer) => {
      if (!answer.ok) throw new Error(url + ": " + answer.status);
      return answer.json();
    });
  }
  function fetchOnce(url) {
    asked[url] = asked[url] || fetchJson(url);
    return asked[url];
  }

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }
  function kindMark(kind) {
    const mark = element("span", "kind-mark");
    mark.dataset.kind = kind;
    return mark;
  }

  /* Leaflet opens a popup on Enter, and knows no other key of a button. */
  function onKeys(marker, keys, act) {
    return marker.on("keypress", ({ originalEvent }) => {
      if (!keys.includes(originalEvent.key)) return;
      originalEvent.preventDefault();
      act();
    });
  }

  /* ---- Outlines ---- */

  function decode(sheet) {
    const arcs = sheet.arcs.map((flat) => {
      let x = 0, y = 0;
      const points = [];
      for (let n = 0; n < flat.length; n += 2) {
        x += flat[n];
        y += flat[n + 1];
        points.push([y / sheet.precision, x / sheet.precision]);
      }
      return points;
    });
    const line = (numbers) =>
      [].concat(...numbers.map((n) => (n < 0 ? arcs[~n].slice().reverse() : arcs[n])));
    return {
      windows: sheet.windows,
      labels: sheet.labels,
      land: [].concat(...Object.values(sheet.countries)).map(line),
      coasts: sheet.coasts.map((n) => arcs[n]),
      frontiers: sheet.frontiers.map((n) => arcs[n]),
      borders: sheet.borders.map((border) => ({ ...border, lines: border.arcs.map(line) })),
    };
  }
  const inBox = ([west, south, east, north], [lat, lon]) =>
    west <= lon && lon <= east && south <= lat && lat <= north;
  const boundsOf = ([west, south, east, north]) => L.latLngBounds([south, west], [north, east]);

  /* ---- One pane ---- */

  class Pane {
    constructor(stage, name, outlines, signs, words) {
      const data = outlines.windows[name];
      Object.assign(this, { stage, name, words, box: data.box, home: boundsOf(data.view) });
      this.map = L.map(stage, {
        maxBounds: boundsOf(data.box),
        maxBoundsViscosity: 1,
        zoomSnap: 0.25,
        zoomControl: false,
        attributionControl: false,
        scrollWheelZoom: false,
        dragging: !matchMedia("(pointer: coarse)").matches,
        zoomAnimation: !still,
        fadeAnimation: !still,
        inertia: !still,
      });
      this.map.setMinZoom(this.map.getBoundsZoom(boundsOf(data.box)) - 0.25).setMaxZoom(13);
      L.control.zoom({ zoomInTitle: words.wordIn, zoomOutTitle: words.wordOut }).addTo(this.map);
      if (words.tiles) L.tileLayer(words.tiles).addTo(this.map);
      this.points = L.layerGroup().addTo(this.map);
      this.map.fitBounds(this.home, { animate: false });
      this.drawOutlines(outlines, Boolean(words.tiles));
      this.drawBorders(outlines, signs);
      const named = stage.closest(".map__insets") ? [] : Object.entries(outlines.labels);
      this.countries = named
        .filter(([, [lon, lat]]) => inBox(data.box, [lat, lon]))
        .map(([code, [lon, lat]]) => this.label(element("span", "map-country", regions.of(code)), [lat, lon]));
      this.countries.forEach((label) => label.box.setAttribute("aria-hidden", "true"));
      this.listen();
    }

    drawOutlines(outlines, overTiles) {
      if (overTiles) return;
      const here = (lines) => lines.filter((line) => inBox(this.box, line[0]));
      const add = (shape, lines, className) =>
        shape(lines, { className, interactive: false, smoothFactor: 0.5 }).addTo(this.map);
      L.rectangle(boundsOf(this.box), { className: "map-sea", interactive: false }).addTo(this.map);
      add(L.polygon, here(outlines.land).map((ring) => [ring]), "map-land");
      add(L.polyline, here(outlines.coasts), "map-coast");
      add(L.polyline, here(outlines.frontiers), "map-frontier");
    }

    drawBorders(outlines, signs) {
      this.signs = outlines.borders
        .filter((border) => signs[border.code] && outlines.windows[this.name].codes.includes(border.code))
        .map((border) => this.drawBorder(border, signs[border.code]));
    }

    drawBorder(border, sign) {
      const inFocus = sign.code === this.words.border;
      const classes = "map-line" + (border.line === "median" ? " map-line--median" : "");
      const line = L.polyline(border.lines, {
        className: classes + (inFocus ? " map-line--focus" : ""),
        interactive: false,
        smoothFactor: 0.5,
      }).addTo(this.map);
      const link = element("a", "map-sign" + (inFocus ? " map-sign--focus" : ""), sign.name);
      link.href = sign.url;
      L.DomEvent.disableClickPropagation(link);
      L.polyline(border.lines, { className: "map-reach" })
        .on("mouseover mouseout", (event) => link.classList.toggle("map-sign--shown", event.type === "mouseover"))
        .on("click", () => location.assign(sign.url))
        .addTo(this.map);
      const longest = border.lines.reduce((a, b) => (b.length > a.length ? b : a));
      const label = this.label(link, longest[longest.length >> 1]);
      link.addEventListener("focus", () => this.map.panInside(label.marker.getLatLng(), { padding: [60, 30] }));
      return { ...label, code: sign.code, bounds: line.getBounds(), points: [].concat(...border.lines) };
    }

    label(box, place) {
      const icon = L.divIcon({ className: "", iconSize: [0, 0], html: box });
      const marker = L.marker(place, { icon, interactive: false, keyboard: false, zIndexOffset: -5000 });
      return { box, marker: marker.addTo(this.map) };
    }

    listen() {
      let opener = null;
      const map = this.map;
      map.on("focus click", () => map.scrollWheelZoom.enable());
      map.on("blur mouseout", () => map.scrollWheelZoom.disable());
      map.on("moveend resize", () => this.placeSigns());
      map.on("popupopen", ({ popup }) => {
        opener = document.activeElement;
        const box = popup.getElement();
        box.querySelector(".leaflet-popup-close-button").setAttribute("aria-label", this.words.wordClose);
        box.querySelector("a[href]").focus({ preventScroll: true });
      });
      map.on("popupclose", ({ popup }) => {
        const { activeElement, body } = document;
        const lost = activeElement === body || popup.getElement().contains(activeElement);
        if (lost && opener && opener.isConnected) opener.focus({ preventScroll: true });
      });
      this.stage.addEventListener("keydown", (event) => {
        if (event.key === "Escape") map.closePopup();
      });
      /* Gone with its list, under new filters: let it go. */
      const observer = new ResizeObserver(() => {
        if (this.stage.isConnected) map.invalidateSize({ animate: false });
        else {
          /* A zoom on its way ends within a quarter of a second, and needs the map until then. */
          observer.disconnect();
          setTimeout(() => map.remove(), 400);
        }
      });
      observer.observe(this.stage);
    }

    /* ---- Points ---- */

    show(features) {
      this.points.clearLayers();
      const twins = new Map();
      features.forEach((feature) => {
        const place = feature.geometry.coordinates.join();
        const number = twins.get(place) || 0;
        twins.set(place, number + 1);
        this.points.addLayer(
          feature.properties.cluster ? this.cluster(feature) : this.point(feature, number)
        );
      });
      this.placeSigns();
    }

    /* Several at the same place stand around it: `number` tells them apart. */
    point({ geometry, properties }, number) {
      const [lon, lat] = geometry.coordinates;
      const angle = (number - 1) * (Math.PI / 3) - Math.PI / 2;
      const reach = number ? 15 + 6 * Math.floor((number - 1) / 6) : 0;
      const icon = L.divIcon({
        className: "map-marker",
        html: kindMark(properties.kind),
        iconSize: [24, 24],
        iconAnchor: [12 - reach * Math.cos(angle), 12 - reach * Math.sin(angle)],
        popupAnchor: [reach * Math.cos(angle), reach * Math.sin(angle) - 8],
      });
      const marker = L.marker([lat, lon], { icon, autoPanOnFocus: true });
      marker.on("add", () => {
        marker.getElement().setAttribute("aria-label", properties.name + ", " + properties.kind_label);
      });
      onKeys(marker, [" "], () => marker.togglePopup());
      return marker.bindPopup(() => this.popup(properties), { autoPanPaddingTopLeft: [56, 12], autoPanPaddingBottomRight: [12, 12], maxWidth: 240 });
    }

    popup({ name, url, kind, kind_label: label, city }) {
      const box = element("div");
      const link = element("a", "", name);
      link.href = url;
      const about = element("p", "meta");
      about.append(kindMark(kind), " " + [label, city].filter(Boolean).join(" · "));
      box.append(link, about);
      return box;
    }

    cluster({ geometry, properties }) {
      const [lon, lat] = geometry.coordinates;
      const size = 26 + 8 * Math.min(Math.log10(properties.count), 4);
      const text = figures.format(properties.count);
      const icon = L.divIcon({ className: "map-cluster", html: element("span", "", text), iconSize: [size, size] });
      const marker = L.marker([lat, lon], { icon, autoPanOnFocus: true });
      marker.on("add", () => {
        marker.getElement().setAttribute("aria-label", this.words.wordCluster.replace("{n}", text));
      });
      const open = () => this.map.fitBounds(boundsOf(properties.bbox), { animate: !still });
      return onKeys(marker, ["Enter", " "], open).on("click", open);
    }

    fit(bounds, maxZoom) {
      this.map.fitBounds(bounds, { padding: [28, 28], maxZoom, animate: false });
    }

    /* ---- Names of borders: where they hide no sign and no other name, else on focus only ---- */

    placeSigns() {
      const at = (latlng) => this.map.latLngToLayerPoint(latlng);
      const rectangle = (point, width, height) => [point.x - width / 2, point.y - height / 2, point.x + width / 2, point.y + height / 2];
      const shared = (a, b) =>
        Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) * Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
      const corner = this.map.containerPointToLayerPoint([0, 0]);
      const size = this.map.getSize();
      if (!size.x || !size.y) return; // not shown: nothing to place
      const frame = [corner.x + 4, corner.y + 4, corner.x + size.x - 4, corner.y + size.y - 4];
      const names = [];
      const signs = [];
      this.points.eachLayer((marker) => signs.push(rectangle(at(marker.getLatLng()), 22, 22)));
      const control = this.stage.querySelector(".leaflet-control-zoom");
      names.push([corner.x, corner.y, corner.x + control.offsetWidth + 14, corner.y + control.offsetHeight + 14]);
      const cost = (box) => {
        const area = (box[2] - box[0]) * (box[3] - box[1]);
        const overNames = names.reduce((sum, other) => sum + shared(box, other), 0);
        const overSigns = signs.reduce((sum, other) => sum + shared(box, other), 0);
        return 6 * (overNames > 0) + overSigns / area + 6 * (shared(box, frame) < area * 0.98);
      };
      const length = (sign) => at(sign.bounds.getNorthWest()).distanceTo(at(sign.bounds.getSouthEast()));
      const focusFirst = (sign) => (sign.code === this.words.border ? Infinity : length(sign));
      [...this.signs].sort((a, b) => focusFirst(b) - focusFirst(a)).forEach((sign) => {
        const width = sign.box.offsetWidth, height = sign.box.offsetHeight;
        let best = { cost: Infinity };
        [0.5, 0.35, 0.65, 0.2, 0.8, 0.08, 0.92].forEach((part, turn) => {
          const on = at(sign.points[Math.round(part * (sign.points.length - 1))]);
          [[0, -1], [0, 1], [1, 0], [-1, 0], [0.8, -0.8], [-0.8, 0.8], [0.8, 0.8], [-0.8, -0.8]].forEach(([x, y]) => {
            const point = L.point(on.x + x * (width / 2 + 6), on.y + y * (height / 2 + 6));
            const box = rectangle(point, width, height);
            const price = cost(box) + turn * 0.04;
            if (price < best.cost) best = { cost: price, point, box };
          });
        });
        const tucked = best.cost > 1.2;
        sign.box.classList.toggle("map-sign--tucked", tucked);
        sign.box.classList.toggle("map-sign--away", !this.map.getBounds().intersects(sign.bounds));
        sign.marker.setLatLng(this.map.layerPointToLatLng(best.point));
        if (!tucked) names.push(best.box);
      });
      this.countries.forEach(({ box, marker }) => {
        const place = rectangle(at(marker.getLatLng()), box.offsetWidth, box.offsetHeight);
        const whole = place[0] > frame[0] && place[2] < frame[2] && place[1] > frame[1] && place[3] < frame[3];
        const hidden = !whole || [...names, ...signs].some((other) => shared(place, other) > 0);
        box.style.visibility = hidden ? "hidden" : "";
        if (!hidden) names.push(place);
      });
    }
  }

  /* ---- One map of the page ---- */

  class PortalMap {
    constructor(root, outlines, signs) {
      this.root = root;
      this.words = root.dataset;
      const main = this.mainWindow(outlines);
      this.panes = [new Pane(root.querySelector(".map__stage"), main, outlines, signs, this.words)];
      const insets = root.querySelector(".map__insets");
      if (insets && main === "europe" && !this.words.border) {
        Object.keys(OVERSEAS).forEach((name) => this.panes.push(this.inset(insets, name, outlines, signs)));
      }
      L.control.attribution({ prefix: false }).addAttribution(this.words.wordCredit).addTo(this.panes[0].map);
    }

    /* The window of the border or the place the page is about; Europe for a network. */
    mainWindow({ windows }) {
      const { border, lat, lon } = this.words;
      const names = Object.keys(windows);
      if (border) return names.find((name) => windows[name].codes.includes(border)) || "europe";
      if (lat) return names.find((name) => inBox(windows[name].box, [+lat, +lon])) || "europe";
      return "europe";
    }

    inset(parent, name, outlines, signs) {
      const figure = element("figure");
      const title = regions.of(OVERSEAS[name]);
      const stage = element("div", "map__stage");
      stage.setAttribute("role", "group");
      stage.setAttribute("aria-label", title);
      figure.append(stage, element("figcaption", "", title));
      parent.append(figure);
      return new Pane(stage, name, outlines, signs, this.words);
    }

    async load() {
      const { lat, name, points, footprint } = this.words;
      if (points) await this.loadPoints();
      else if (footprint) await this.loadFootprint();
      else if (lat) this.showPlace(name);
      else this.fitSigns();
      this.drawLegend();
    }

    async loadPoints() {
      const found = await fetchJson(this.words.points);
      if (!this.root.isConnected) return; // new filters have replaced it meanwhile
      this.root.dataset.count = found.features.length;
      this.legendOf(found.features);
      const elsewhere = this.spread(found.features);
      if (found.clustered) this.follow();
      const status = this.root.querySelector("[role=status]");
      status.textContent = elsewhere ? this.words.wordElsewhere.replace("{n}", figures.format(elsewhere)) : "";
      this.fitPoints(found.features);
    }

    /* Give each pane what lies in its box; return the number of members outside all of them. */
    spread(features) {
      let left = features;
      this.panes.forEach((pane) => {
        const mine = ({ geometry: { coordinates: [lon, lat] } }) => inBox(pane.box, [lat, lon]);
        pane.show(left.filter(mine));
        left = left.filter((feature) => !mine(feature));
      });
      return left.reduce((sum, { properties }) => sum + (properties.count || 1), 0);
    }

    fitPoints(features) {
      const [main] = this.panes;
      const sign = main.signs.find(({ code }) => code === this.words.border);
      const bounds = L.latLngBounds(sign ? [sign.bounds] : []);
      features.forEach(({ geometry: { coordinates: [lon, lat] } }) => {
        if (inBox(main.box, [lat, lon])) bounds.extend([lat, lon]);
      });
      if (bounds.isValid()) main.fit(bounds, 8);
    }

    /* Above the limit of points the server counts; it is asked again for what each pane shows. */
    follow() {
      this.panes.forEach((pane) => {
        let latest = 0;
        const ask = async () => {
          const turn = (latest += 1);
          const bounds = pane.map.getBounds().pad(0.2);
          const url = new URL(this.words.points, location.href);
          url.searchParams.set("bbox", bounds.toBBoxString());
          url.searchParams.set("zoom", Math.round(pane.map.getZoom()));
          const found = await fetchJson(url);
          if (turn !== latest || !this.root.isConnected) return;
          pane.show(found.features);
          this.legendOf(found.features);
          this.drawLegend();
        };
        pane.map.on("moveend", () => ask().catch(() => this.fail()));
      });
    }

    async loadFootprint() {
      const area = L.geoJSON(await fetchJson(this.words.footprint), {
        style: { className: "map-area" },
        interactive: false,
      }).addTo(this.panes[0].map);
      this.panes[0].fit(area.getBounds(), 11);
    }

    showPlace(name) {
      const { lat, lon, kind, kindLabel } = this.words;
      const [pane] = this.panes;
      const place = [+lat, +lon];
      const icon = L.divIcon({ className: "map-marker", html: kindMark(kind || "place"), iconSize: [24, 24] });
      const marker = L.marker(place, { icon, interactive: false, keyboard: false }).addTo(pane.points);
      const about = [name, kindLabel].filter(Boolean).join(", ");
      marker.getElement().setAttribute("aria-label", about || this.root.getAttribute("aria-label"));
      marker.getElement().setAttribute("role", "img");
      pane.map.setView(place, pane.name === "europe" ? 7 : 8, { animate: false });
    }

    fitSigns() {
      const [main] = this.panes;
      main.fit(L.latLngBounds(main.signs.map((sign) => sign.bounds)), 9);
    }

    legendOf(features) {
      this.kinds = new Map(features.map(({ properties }) => [properties.kind || "", properties.kind_label]));
    }

    drawLegend() {
      const legend = this.root.querySelector(".map__legend");
      const add = (mark, text) => {
        const item = element("li");
        item.append(mark, " " + text);
        legend.append(item);
      };
      legend.textContent = "";
      add(element("span", "line"), this.words.wordBorder);
      (this.kinds || new Map()).forEach((label, kind) => {
        if (kind) add(kindMark(kind), label);
        else add(element("span", "map-dot"), this.words.wordGroup);
      });
    }

    fail() {
      this.root.querySelector("[role=status]").textContent = this.words.wordFailed;
    }
  }

  async function draw(root) {
    try {
      const [sheet, signs] = await Promise.all([
        fetchOnce(root.dataset.outlines),
        fetchOnce(root.dataset.borders),
      ]);
      const byCode = Object.fromEntries(signs.borders.map((sign) => [sign.code, sign]));
      if (!root.isConnected) return;
      await new PortalMap(root, decode(sheet), byCode).load();
      root.dataset.ready = "";
    } catch (error) {
      root.querySelector("[role=status]").textContent = root.dataset.wordFailed;
      throw error;
    }
  }

  window.motMap = { draw };
})();
