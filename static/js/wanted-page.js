/* What stands behind the number sign no server sees. What it asks for goes before it, and the page comes with that instrument
   painted: otherwise it would show the one that it starts with until it is live. */
{
  const [, wanted] = /^#\/([\w-]{1,40})(?:[/?]|$)/.exec(location.hash) ?? [];
  const url = new URL(location.href);
  if (wanted && wanted !== document.currentScript.dataset.page && wanted !== url.searchParams.get("page")) {
    url.searchParams.set("page", wanted);
    location.replace(url);
  }
}
