// Opens a page in a real browser as a person does who gets it by mail, and says what is to be seen of it, as JSON: texts that
// are rendered, by section; charts and their size; what is wider than the window; what the page wanted and was refused.
// Leaves a picture of all of it. Run with NODE_PATH at what package-lock.json names.
const { chromium } = require('playwright-core');

const [executablePath, url, picture, width] = process.argv.slice(2);

function look() {
  const rect = (element) => element.getBoundingClientRect();
  const sections = {};
  for (const section of document.querySelectorAll('section[id]')) {
    sections[section.id] = rect(section).height > 0 ? section.innerText : '';
  }
  const drawn = (shape) => rect(shape).width > 0 && rect(shape).height > 0;
  return {
    title: document.title,
    text: document.body.innerText,
    sections,
    charts: [...document.querySelectorAll('svg')].filter(
      (svg) => drawn(svg) && [...svg.querySelectorAll('rect, path, polyline, circle')].some(drawn),
    ).length,
    empty: [...document.querySelectorAll('svg')].filter((svg) => !drawn(svg)).length,
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  };
}

(async () => {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({ viewport: { width: Number(width), height: 900 } });
    const trouble = [];
    page.on('console', (message) => trouble.push(message.text()));
    page.on('pageerror', (error) => trouble.push(error.message));
    page.on('requestfailed', (request) => trouble.push(request.url()));
    await page.goto(url);
    await page.screenshot({ path: picture, fullPage: true });
    process.stdout.write(JSON.stringify({ ...(await page.evaluate(look)), trouble }));
  } finally {
    await browser.close();
  }
})();
