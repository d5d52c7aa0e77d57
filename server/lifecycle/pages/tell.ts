/** The one script of the end user's pages: tells the page that opened the window how it ended, at its exact origin. */
export const tell = `(() => {
  const { origin, message, closes } = document.currentScript.dataset;
  if (!window.opener) return;
  window.opener.postMessage(JSON.parse(message), origin);
  if (closes !== undefined) window.close();
})();
`;
