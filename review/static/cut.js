// By mouse: the line follows the pointer over the part that it would cut, and a click draws it. The form does
// the same by keyboard, with the line shown where it would run. All works without this script too.
(() => {
  "use strict";
  document.getElementById("problem")?.focus();
  const page = document.getElementById("cut-page"), form = document.getElementById("draw");
  if (!page || !form) return;
  const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
  line.setAttribute("class", "line-to-be");
  page.append(line);
  const box = page.viewBox.baseVal;
  const part = form.elements.namedItem("part"), at = form.elements.namedItem("at");
  const across = () => form.elements.namedItem("way").value === "across";
  const show = () => {
    const here = page.querySelector(`[data-part="${CSS.escape(part.value)}"]`);
    const per = Number.parseFloat(at.value);
    line.style.display = here && per > 0 ? "" : "none";
    if (!here || !(per > 0)) return;
    const [x, y, w, h] = ["x", "y", "width", "height"].map((name) => Number(here.getAttribute(name)));
    const place = (per / 100) * (across() ? box.height : box.width);
    const ends = across() ? [x, place, x + w, place] : [place, y, place, y + h];
    ["x1", "y1", "x2", "y2"].forEach((name, n) => line.setAttribute(name, ends[n]));
  };
  const follow = (event) => {
    const over = event.target.closest("[data-part]");
    if (!over) return;
    const seen = page.getBoundingClientRect();
    const share = across() ? (event.clientY - seen.top) / seen.height : (event.clientX - seen.left) / seen.width;
    part.value = over.dataset.part;
    at.value = (share * 100).toFixed(1);
    show();
  };
  page.addEventListener("pointermove", follow);
  page.addEventListener("click", (event) => { follow(event); if (form.reportValidity()) form.requestSubmit(); });
  form.addEventListener("input", show);
  show();
})();
