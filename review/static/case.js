// Shows where a value stands on the page: on focus, hover or click of the value.
// Arrow keys with Alt turn the pages. Everything works without this script too.
(() => {
  "use strict";
  const light = (id) => {
    document.querySelectorAll(".active").forEach((box) => box.classList.remove("active"));
    const box = id && document.getElementById(id);
    if (!box) return false;
    box.classList.add("active");
    box.scrollIntoView({ block: "nearest", inline: "nearest" });
    return true;
  };
  document.querySelectorAll("a.value").forEach((value) => {
    const id = value.dataset.box;
    value.addEventListener("focus", () => light(id));
    value.addEventListener("mouseenter", () => light(id));
    value.addEventListener("click", (event) => { if (light(id)) event.preventDefault(); });
  });
  if (location.hash) light(location.hash.slice(1));
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || !["PageDown", "PageUp"].includes(event.key)) return;
    const pages = [...document.querySelectorAll(".pages a")];
    const here = pages.findIndex((page) => page.hasAttribute("aria-current"));
    const next = pages[here + (event.key === "PageDown" ? 1 : -1)];
    if (next) { event.preventDefault(); next.click(); }
  });
  // A radio of an outcome opens its reasons, and those of other outcomes lose their ticks.
  document.querySelectorAll("input[name=outcome]").forEach((choice) => {
    choice.addEventListener("change", () => {
      document.querySelectorAll(".decide details").forEach((group) => {
        if (!group.contains(choice)) group.querySelectorAll("input[type=checkbox]").forEach((box) => { box.checked = false; });
      });
    });
  });
})();
