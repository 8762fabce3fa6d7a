// Search through Pagefind's index. A classic script, so that it can say from disk what is missing.
(() => {
  const query = document.getElementById("query");
  const said = document.getElementById("said");
  const found = document.getElementById("found");
  if (location.protocol === "file:") {
    said.textContent =
      "Search works where the pages are served, and these were opened from disk. In a terminal, afterview watch --open serves them. Every reflection can be reached from the first page, too.";
    return;
  }
  const MOST = 20;
  const engine = import("./search/pagefind/pagefind.js");
  engine.catch(() => {
    said.textContent = "The search index could not be loaded. Build the site again.";
  });
  said.textContent = "";
  query.parentElement.hidden = false;
  query.value = new URLSearchParams(location.search).get("q") || "";

  // The index gives addresses from the site's root, and excerpts with <mark> around the words.
  const address = (url) => "../" + url.replace(/^\/+/, "").split("/").map(encodeURIComponent).join("/");
  const marked = (excerpt) => {
    const line = document.createElement("p");
    excerpt.split(/<mark>(.*?)<\/mark>/).forEach((text, i) => {
      const part = document.createElement(i % 2 ? "mark" : "span");
      part.textContent = new DOMParser().parseFromString(`<p>${text}`, "text/html").body.textContent;
      line.append(part);
    });
    return line;
  };
  const item = (data) => {
    const link = document.createElement("a");
    link.href = address(data.raw_url);
    link.textContent = data.meta.title || data.raw_url;
    link.dir = "auto";
    const when = document.createElement("small");
    when.textContent = data.meta.when || "";
    const entry = document.createElement("li");
    entry.append(link, " ", when, marked(data.excerpt));
    return entry;
  };

  let latest = 0;
  const search = async () => {
    const turn = ++latest;
    const words = query.value.trim();
    const results = words ? (await (await engine).search(words)).results : [];
    const shown = await Promise.all(results.slice(0, MOST).map((result) => result.data()));
    if (turn !== latest) return;
    found.replaceChildren(...shown.map(item));
    const count = results.length === 1 ? "One reflection." : `${results.length} reflections.`;
    said.textContent = !words ? "" : results.length ? count : "Nothing found. Fewer or other words may help.";
  };
  let timer;
  query.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, 150);
  });
  query.focus();
  search();
})();
