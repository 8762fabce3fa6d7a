// What if it mattered more: a slider a criterion on the comparison. It judges again as the builder
// does, in whole numbers, and changes nothing in any file.
(() => {
  const holder = document.querySelector("[data-what-if]");
  if (!holder) return;
  const { criteria, amber, green, jobs } = JSON.parse(holder.dataset.whatIf);
  const LIGHTS = ["red", "amber", "green"];
  const USUAL = 10; // tenths of my own weight
  const big = (numbers) => numbers.map(BigInt);
  const own = big(criteria.map((c) => c.weight));

  // A decimal rounded down to one digit, or to as many as keep it on its side of both thresholds.
  const shown = (sum, total) => {
    const sides = (top, bottom) => [amber, green].map(([n, d]) => top * BigInt(d) >= BigInt(n) * bottom).join();
    for (let digits = 1; digits <= 6; digits += 1) {
      const unit = 10n ** BigInt(digits);
      const low = (sum * unit) / (2n * total);
      if (sides(low, unit) === sides(sum, 2n * total)) {
        const text = `${low}`.padStart(digits + 1, "0");
        const decimals = text.slice(-digits).replace(/0+$/, "");
        return `${text.slice(0, -digits)}.${decimals || "0"}`;
      }
    }
    return `${Number(sum) / Number(2n * total)}`;
  };

  // Ratings are in halves; weights have any scale.
  const judge = (ratings, weights) => {
    const total = weights.reduce((a, b) => a + b);
    const sum = ratings.reduce((s, r, i) => s + BigInt(r) * weights[i], 0n);
    const reaches = ([n, d]) => sum * BigInt(d) >= 2n * BigInt(n) * total;
    let light = reaches(green) ? 2 : reaches(amber) ? 1 : 0;
    if (ratings.some((r, i) => r < criteria[i].limit)) light = 0;
    else if (ratings.some((r, i) => r < criteria[i].floor)) light = Math.min(light, 1);
    return { light: LIGHTS[light], score: shown(sum, total) };
  };
  globalThis.whatIf = judge;
  holder.hidden = false;
})();
