// Put into each page while the site is watched: takes in new style sheets, and loads the page again
// when a build has changed it, as it was left.
(() => {
  const KEPT = "afterview";
  const FIELDS = "input, select, textarea";
  const FOCUSED = `a, button, summary, [tabindex], ${FIELDS}`;
  let build = document.currentScript.dataset.build;

  // Elements by what a reader knows them by; the page around them may have changed.
  const named = (selector) => {
    const found = new Map();
    const times = {};
    for (const element of document.querySelectorAll(selector)) {
      const text = (element.querySelector("summary") || element).textContent.trim().slice(0, 80);
      const attributes = ["id", "href", "name", "aria-label"].map((a) => element.getAttribute(a));
      const name = JSON.stringify([element.tagName, text, ...attributes]);
      times[name] = (times[name] || 0) + 1;
      found.set(`${times[name]} ${name}`, element);
    }
    return found;
  };

  const keep = () => {
    const kept = {
      page: location.href,
      open: [...named("details")].map(([name, element]) => [name, element.open]),
      values: [...named(FIELDS)].map(([name, element]) => [name, element.value]),
      focus: [...named(FOCUSED)].find(([, element]) => element === document.activeElement)?.[0],
      at: [scrollX, scrollY],
    };
    sessionStorage.setItem(KEPT, JSON.stringify(kept));
    history.scrollRestoration = "manual";
  };

  const restore = () => {
    const kept = JSON.parse(sessionStorage.getItem(KEPT));
    sessionStorage.removeItem(KEPT);
    if (kept?.page !== location.href) return;
    const [details, fields] = [named("details"), named(FIELDS)];
    for (const [name, open] of kept.open) if (details.has(name)) details.get(name).open = open;
    for (const [name, value] of kept.values) {
      const element = fields.get(name);
      if (!element || element.value === value) continue;
      element.value = value;
      for (const kind of ["input", "change"]) element.dispatchEvent(new Event(kind, { bubbles: true }));
    }
    named(FOCUSED).get(kept.focus)?.focus({ preventScroll: true });
    const scroll = () => scrollTo({ left: kept.at[0], top: kept.at[1], behavior: "instant" });
    scroll();
    addEventListener("load", () => {
      scroll();
      history.scrollRestoration = "auto";
    });
  };

  const swap = (path) => {
    for (const old of document.querySelectorAll("link[rel=stylesheet]:not([data-old])")) {
      if (new URL(old.href).pathname !== path) continue;
      const fresh = old.cloneNode();
      old.dataset.old = "";
      fresh.href = `${path}?${build}`;
      fresh.onload = fresh.onerror = () => old.remove();
      old.after(fresh);
    }
  };

  let socket;
  const uses = new Set();
  const say = () => {
    if (socket?.readyState !== WebSocket.OPEN) return;
    socket.send(JSON.stringify({ build, page: location.pathname, uses: [...uses] }));
  };
  const use = (addresses) => {
    const before = uses.size;
    for (const address of addresses) {
      const url = new URL(address, location.href);
      if (url.origin === location.origin) uses.add(url.pathname);
    }
    if (uses.size > before) say();
  };
  const connect = () => {
    if (socket && socket.readyState <= WebSocket.OPEN) return;
    socket = new WebSocket(`ws://${location.host}/.afterview/live`);
    socket.onopen = say;
    socket.onclose = () => setTimeout(connect, 500);
    socket.onmessage = ({ data }) => {
      const news = JSON.parse(data);
      build = news.build;
      if (news.reload) {
        try {
          keep();
        } finally {
          location.reload(); // where the browser may keep nothing, too
        }
      } else {
        news.styles.forEach(swap);
      }
    };
  };

  try {
    restore();
  } catch {
    // The browser may keep nothing: then the page begins at its top.
  }
  use([...document.querySelectorAll("link[rel=stylesheet], script[src], img[src]")].map((e) => e.href || e.src));
  // What a script fetches is part of the page too, such as the search index.
  new PerformanceObserver((list) => use(list.getEntries().map((entry) => entry.name))).observe({
    type: "resource",
    buffered: true,
  });
  connect();
  document.addEventListener("visibilitychange", connect);
})();
