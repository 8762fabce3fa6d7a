// What if it mattered more: a slider a criterion on the comparison. It judges again as the builder
// does, in whole numbers, and changes nothing in any file.
(() => {
  const holder = document.querySelector("[data-what-if]");
  if (!holder) return;
  const { criteria, amber, green, jobs } = JSON.parse(holder.dataset.whatIf);
  const LIGHTS = ["red", "amber", "green"];
  const USUAL = 10, MOST = 40; // tenths of my own weight
  const own = criteria.map((c) => BigInt(c.weight));
  const bands = [amber, green].map((band) => band.map(BigInt));
  const make = (name, values) => Object.assign(document.createElement(name), values);

  // A score, given as a fraction, rounded down to one decimal, or to as many as keep it on its side
  // of both thresholds.
  const scoreText = (top, bottom) => {
    const sides = (t, b) => bands.map(([n, d]) => t * d >= n * b).join();
    let digits = 1;
    const floored = () => (top * 10n ** BigInt(digits)) / bottom;
    while (digits < 6 && sides(floored(), 10n ** BigInt(digits)) !== sides(top, bottom)) digits += 1;
    const text = `${floored()}`;
    const decimals = text.slice(-digits).replace(/0+$/, "");
    return `${text.slice(0, -digits)}.${decimals || "0"}`;
  };

  // Ratings, floors and limits are in halves; weights have any scale.
  const judge = (ratings, weights) => {
    const total = 2n * weights.reduce((a, b) => a + b);
    const sum = ratings.reduce((s, rating, i) => s + BigInt(rating) * weights[i], 0n);
    let light = bands.filter(([n, d]) => sum * d >= n * total).length;
    if (ratings.some((rating, i) => rating < criteria[i].floor)) light = Math.min(light, 1);
    if (ratings.some((rating, i) => rating < criteria[i].limit)) light = 0;
    return { light: LIGHTS[light], score: scoreText(sum, total) };
  };

  const sliders = criteria.map(({ label }, number) => {
    const id = `what-if-${number}`;
    const slider = make("input", { type: "range", id, min: 1, max: MOST, value: USUAL });
    return { slider, output: make("output", {}), label: make("label", { htmlFor: id, textContent: label }) };
  });
  const said = make("p", { role: "status" });
  const back = make("button", { type: "button", textContent: "Back to my weights" });
  const rows = Object.entries(jobs).flatMap(([key, ratings]) => {
    const row = holder.querySelector(`[data-key="${CSS.escape(key)}"]`);
    return row ? [{ row, ratings, was: judge(ratings, own).light }] : [];
  });
  const lamps = Object.fromEntries(LIGHTS.map((light) => [light, holder.querySelector(`[data-light="${light}"] .light`)]));

  // A bar is as wide as it weighs and as high as it is rated, in the units of the builder's profile.
  const GAP = 3, POINT = 3;
  const draw = (picture, ratings, weights) => {
    const { width, height } = picture.viewBox.baseVal;
    const total = Number(weights.reduce((a, b) => a + b));
    const room = width - GAP * (ratings.length - 1);
    picture.querySelectorAll("path").forEach((path) => path.remove());
    let left = 0;
    const add = (name, d, stroke) => {
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      Object.entries({ class: name, d, ...(stroke && { "stroke-width": stroke }) }).forEach((pair) => path.setAttribute(...pair));
      picture.append(path);
    };
    ratings.forEach((rating, i) => {
      const { floor, limit } = criteria[i];
      const wide = (room * Number(weights[i])) / total;
      const middle = left + wide / 2;
      add("rail", `M${middle} 0v${height}`, wide);
      add(rating < limit ? "broken" : rating < floor ? "low" : "well", `M${middle} ${height}v${(-rating * POINT) / 2}`, wide);
      if (floor) add(rating < floor ? "floors_above" : "floors", `M${left} ${height - (floor * POINT) / 2}h${wide}`);
      left += wide + GAP;
    });
  };

  const show = ({ row, ratings, was }, weights) => {
    const { light, score } = judge(ratings, weights);
    const changed = light !== was;
    row.querySelector(".light").replaceWith(lamps[light].cloneNode(true));
    row.querySelector(".score").textContent = score;
    draw(row.querySelector(".profile"), ratings, weights);
    row.querySelector(".was")?.remove();
    if (changed) row.querySelector(".what").append(make("small", { className: "was", textContent: ` was ${was}` }));
    row.classList.toggle("changed", changed);
    return changed;
  };

  const update = () => {
    const weights = own.map((weight, i) => weight * BigInt(sliders[i].slider.value));
    const total = weights.reduce((a, b) => a + b);
    sliders.forEach(({ slider, output }, i) => {
      output.textContent = `${(weights[i] * 100n) / total || "<1"}%`;
      slider.setAttribute("aria-valuetext", `${output.textContent} of the weight`);
    });
    const changed = rows.filter((row) => show(row, weights)).map(({ row }) => row.dataset.name);
    const moved = sliders.some(({ slider }) => slider.value !== `${USUAL}`);
    const names = changed.length ? `: ${changed.join("; ")}` : "";
    said.textContent = moved ? `${changed.length} of ${rows.length} lights change${names}.` : "";
    back.disabled = !moved;
  };

  const list = holder.querySelector(".sliders");
  sliders.forEach(({ slider, output, label }) => {
    slider.addEventListener("input", update);
    const line = make("div", {});
    line.append(label, slider, output);
    list.append(line);
  });
  back.addEventListener("click", () => {
    sliders.forEach(({ slider }) => Object.assign(slider, { value: USUAL }));
    update();
  });
  const foot = make("div", { className: "tools" });
  foot.append(back, said);
  list.append(foot);
  update();
  holder.hidden = false;
})();
