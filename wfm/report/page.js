"use strict";
(function () {
  const design = JSON.parse(document.getElementById("design").textContent);
  const config = { displayModeBar: false, responsive: true };

  // A view box lets the print style sheet scale a finished figure like a picture.
  function scalable(holder) {
    for (const svg of holder.querySelectorAll("svg.main-svg")) {
      const width = parseFloat(svg.getAttribute("width"));
      const height = parseFloat(svg.getAttribute("height"));
      if (width && height) svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    }
  }

  function show(holder, id) {
    const spec = JSON.parse(document.getElementById(id).textContent);
    spec.layout.template = design;
    holder.style.minHeight = `${spec.layout.height}px`;
    const says = spec.layout.meta.says;
    holder.setAttribute("aria-label", `${spec.layout.meta.title}. ${says}`);
    holder.parentElement.querySelector("figcaption").textContent = says;
    return Plotly.react(holder, spec.data, spec.layout, config).then(() => scalable(holder));
  }

  for (const holder of document.querySelectorAll(".plot")) {
    show(holder, holder.dataset.plot).then(() => {
      holder.on("plotly_afterplot", () => scalable(holder));
    });
  }
  for (const list of document.querySelectorAll("select[data-shows]")) {
    list.addEventListener("change", () => {
      show(document.getElementById(list.dataset.shows), list.value);
    });
  }
})();
