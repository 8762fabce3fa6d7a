// Put into each page while the site is watched. Tells the server over a WebSocket what the page
// uses; when a build has changed that, replaces style sheets, or loads the page again and restores
// what the reader had open, typed, focused and scrolled to. The messages are described in
// `channel.py`.
(() => {
  const STORAGE_KEY = "afterview";
  const FIELD_SELECTOR = "input, select, textarea";
  const FOCUSABLE_SELECTOR = `a, button, summary, [tabindex], ${FIELD_SELECTOR}`;
  const RECONNECT_MILLISECONDS = 500;
  let build = document.currentScript.dataset.build;

  // Elements by tag, text and attributes, numbered where these are equal: the page around them may
  // have changed, so their position says nothing.
  const elementsByKey = (selector) => {
    const elements = new Map();
    const counts = {};
    for (const element of document.querySelectorAll(selector)) {
      const text = (element.querySelector("summary") || element).textContent.trim().slice(0, 80);
      const attributes = ["id", "href", "name", "aria-label"].map((a) => element.getAttribute(a));
      const key = JSON.stringify([element.tagName, text, ...attributes]);
      counts[key] = (counts[key] || 0) + 1;
      elements.set(`${counts[key]} ${key}`, element);
    }
    return elements;
  };

  const saveState = () => {
    const focusable = [...elementsByKey(FOCUSABLE_SELECTOR)];
    const state = {
      page: location.href,
      open: [...elementsByKey("details")].map(([key, element]) => [key, element.open]),
      values: [...elementsByKey(FIELD_SELECTOR)].map(([key, element]) => [key, element.value]),
      focus: focusable.find(([, element]) => element === document.activeElement)?.[0],
      scroll: [scrollX, scrollY],
    };
    sessionStorage.setItem(STORAGE_KEY, JSON.stringify(state));
    history.scrollRestoration = "manual";
  };

  const restoreState = () => {
    const state = JSON.parse(sessionStorage.getItem(STORAGE_KEY));
    sessionStorage.removeItem(STORAGE_KEY);
    if (state?.page !== location.href) return;
    const [details, fields] = [elementsByKey("details"), elementsByKey(FIELD_SELECTOR)];
    for (const [key, open] of state.open) if (details.has(key)) details.get(key).open = open;
    for (const [key, value] of state.values) {
      const field = fields.get(key);
      if (!field || field.value === value) continue;
      field.value = value;
      // As if it was typed: the search and the filters show what the field asks for.
      for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
    }
    elementsByKey(FOCUSABLE_SELECTOR).get(state.focus)?.focus({ preventScroll: true });
    const [left, top] = state.scroll;
    const scroll = () => scrollTo({ left, top, behavior: "instant" });
    scroll();
    // Again once images and fonts have given the page its height.
    addEventListener("load", () => {
      scroll();
      history.scrollRestoration = "auto";
    });
  };

  const replaceStyleSheet = (path) => {
    for (const old of document.querySelectorAll("link[rel=stylesheet]:not([data-old])")) {
      if (new URL(old.href).pathname !== path) continue;
      const fresh = old.cloneNode();
      old.dataset.old = "";
      fresh.href = `${path}?${build}`;
      // Older ones stay until then, so that the page is never without a style. One that is replaced
      // before it has loaded says nothing any more, so each removes all that stand before it.
      fresh.onload = fresh.onerror = () => {
        for (const link of document.querySelectorAll("link[data-old]")) {
          const isOlder = link.compareDocumentPosition(fresh) & Node.DOCUMENT_POSITION_FOLLOWING;
          if (isOlder && new URL(link.href).pathname === path) link.remove();
        }
      };
      old.after(fresh);
    }
  };

  let socket;
  const usedPaths = new Set();
  const sendStatus = () => {
    if (socket?.readyState !== WebSocket.OPEN) return;
    socket.send(JSON.stringify({ build, page: location.pathname, uses: [...usedPaths] }));
  };
  const addUsed = (addresses) => {
    const before = usedPaths.size;
    for (const address of addresses) {
      const url = new URL(address, location.href);
      if (url.origin === location.origin) usedPaths.add(url.pathname);
    }
    if (usedPaths.size > before) sendStatus();
  };
  const applyNews = (news) => {
    build = news.build;
    if (!news.reload) {
      news.styles.forEach(replaceStyleSheet);
      return;
    }
    try {
      saveState();
    } finally {
      location.reload(); // also where the browser allows no storage
    }
  };
  const connect = () => {
    if (socket && socket.readyState <= WebSocket.OPEN) return;
    socket = new WebSocket(`ws://${location.host}/.afterview/live`);
    socket.onopen = sendStatus;
    socket.onclose = () => setTimeout(connect, RECONNECT_MILLISECONDS);
    socket.onmessage = ({ data }) => applyNews(JSON.parse(data));
  };

  try {
    restoreState();
  } catch {
    // The browser allows no storage: the page begins at its top.
  }
  const loaded = document.querySelectorAll("link[rel=stylesheet], script[src], img[src]");
  addUsed([...loaded].map((element) => element.href || element.src));
  // What scripts fetch is part of the page too, such as the search index.
  new PerformanceObserver((list) => addUsed(list.getEntries().map((entry) => entry.name))).observe({
    type: "resource",
    buffered: true,
  });
  connect();
  // Browsers slow down the timers of hidden pages, and with them the reconnecting.
  document.addEventListener("visibilitychange", connect);
})();
