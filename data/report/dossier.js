// Sorting and filtering of tables. The page is complete without it.
"use strict";
(function () {
  function keyOf(row, column) {
    var cell = row.cells[column];
    if (!cell) return "";
    var sort = cell.getAttribute("data-sort");
    if (sort !== null) return parseFloat(sort);
    var text = cell.textContent.trim();
    var number = text.replace(/[,%$ ]/g, "");
    return number !== "" && isFinite(number) ? parseFloat(number) : text.toLowerCase();
  }
  function sortBy(table, column, heading) {
    var up = heading.getAttribute("aria-sort") === "descending";
    table.querySelectorAll("th").forEach(function (th) { th.removeAttribute("aria-sort"); });
    heading.setAttribute("aria-sort", up ? "ascending" : "descending");
    var body = table.tBodies[0];
    var rows = Array.prototype.slice.call(body.rows);
    var last = rows.filter(function (row) { return row.className === "left-out"; });
    rows = rows.filter(function (row) { return row.className !== "left-out"; });
    rows.sort(function (a, b) {
      var x = keyOf(a, column), y = keyOf(b, column);
      if (typeof x !== typeof y) { x = String(x); y = String(y); }
      var order = typeof x === "number" ? x - y : x.localeCompare(y);
      return up ? order : -order;
    });
    rows.concat(last).forEach(function (row) { body.appendChild(row); });
  }
  document.querySelectorAll("table.sortable").forEach(function (table) {
    var rows = table.tBodies[0].rows;
    if (rows.length < 3) return;
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (heading, column) {
      if (heading.classList.contains("bar-cell")) return;
      heading.classList.add("sortable");
      heading.tabIndex = 0;
      heading.addEventListener("click", function () { sortBy(table, column, heading); });
      heading.addEventListener("keydown", function (event) {
        if (event.key === "Enter" || event.key === " ") { event.preventDefault(); sortBy(table, column, heading); }
      });
    });
    if (rows.length < 20) return;
    var filter = document.createElement("input");
    filter.type = "search";
    filter.className = "filter";
    filter.placeholder = "filter these rows";
    filter.setAttribute("aria-label", "Filter: " + (table.caption ? table.caption.textContent : "table"));
    filter.addEventListener("input", function () {
      var words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
      Array.prototype.forEach.call(rows, function (row) {
        var text = row.textContent.toLowerCase();
        row.hidden = !words.every(function (word) { return text.indexOf(word) >= 0; });
      });
    });
    table.parentNode.parentNode.insertBefore(filter, table.parentNode);
  });
})();
