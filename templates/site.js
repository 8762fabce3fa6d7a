// Small help, none of it needed: "/" goes to the search, long lists can be filtered and sorted, a
// link into something folded opens it, and the keyboard passes by what has nothing to scroll.
(() => {
  const root = document.currentScript.dataset.root;
  const searchable = document.querySelector('a[href$="search/index.html"]');

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey || !searchable) return;
    event.preventDefault();
    const query = document.getElementById("query");
    if (query) query.focus();
    else location.href = `${root}search/index.html`;
  });

  const unfold = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    const folded = target && target.closest("details");
    if (folded) folded.open = true;
  };
  addEventListener("hashchange", unfold);
  unfold();

  // The keyboard stops only at what there is to scroll.
  const stops = new ResizeObserver((entries) => entries.forEach(({ target: box }) => {
    if (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }));
  document.querySelectorAll('main [tabindex="0"]').forEach((box) => stops.observe(box));

  const LONG = 8;
  const score = (row) => -parseFloat(row.dataset.score || "-1");
  const orders = {
    "Highest score first": score,
    "By name": (row) => row.querySelector("a").textContent.toLowerCase(),
  };
  document.querySelectorAll("ul.jobs").forEach((list) => {
    const rows = [...list.children];
    rows.forEach((row, number) => Object.assign(row, { number }));
    if (rows.length <= LONG || !list.dataset.order) return;
    const filter = Object.assign(document.createElement("input"), { type: "search" });
    filter.setAttribute("aria-label", "Show only rows with these words");
    filter.placeholder = "Show only …";
    const order = document.createElement("select");
    order.setAttribute("aria-label", "Order of the rows");
    order.append(...[list.dataset.order, ...Object.keys(orders)].map((name) => new Option(name)));
    const tools = Object.assign(document.createElement("div"), { className: "tools" });
    tools.append(filter, order);
    list.before(tools);
    filter.addEventListener("input", () => {
      const words = filter.value.toLowerCase().split(/\s+/);
      rows.forEach((row) => {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
      });
    });
    order.addEventListener("change", () => {
      const key = orders[order.value] || ((row) => row.number);
      const sorted = [...rows].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.number - b.number));
      list.append(...sorted);
    });
  });
})();
