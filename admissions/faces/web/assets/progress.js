// Says how far a review is, and shows what it found once it has; without it the link "Look again" does.
(() => {
  const said = document.getElementById("progress");
  const bar = document.getElementById("bar");
  const look = async () => {
    const answer = await fetch(`${location.pathname}/progress`, { headers: { Accept: "application/json" } });
    if (!answer.ok) return location.reload();
    const { done, of, finished } = await answer.json();
    if (finished) return location.reload();
    said.textContent = `${done} of ${of} placements are reviewed.`;
    bar.value = done;
    setTimeout(look, 2000);
  };
  setTimeout(look, 1000);
})();
