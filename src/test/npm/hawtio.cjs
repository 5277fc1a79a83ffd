// Drives Hawtio in a real browser. Every line read is {"do": NAME, ...}, every line answered {"said": TEXT} or
// {"failed": TEXT}. Run with NODE_PATH at what package-lock.json names. Ends when its input does.
const readline = require('node:readline');
const { chromium } = require('playwright-core');

const PATIENCE_MILLIS = 60_000;
const [console_, executablePath] = process.argv.slice(2);

function seen(page) {
  const trouble = [];
  page.on('response', (response) => {
    if (response.status() >= 400) {
      trouble.push(`${response.status()} ${response.url()}`);
    }
  });
  page.on('pageerror', (error) => trouble.push(error.message));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) {
      trouble.push(message.text());
    }
  });
  return trouble;
}

async function operate(page, { route, operation }) {
  const migration = page.locator(`[id$="-routes-folder-${route.split('.')[0]}-folder"]`);
  const toggle = migration.locator('> div button.pf-v5-c-tree-view__node-toggle');
  await toggle.waitFor();
  if ((await migration.getAttribute('aria-expanded')) === 'false') {
    await toggle.click();
  }
  await migration.getByText(route, { exact: true }).click();
  await page.getByText('Operations', { exact: true }).click();
  const row = page.locator('li', { has: page.getByText(operation, { exact: true }) }).last();
  await row.locator('.pf-v5-c-data-list__toggle button').click();
  await row.getByRole('button', { name: 'Execute' }).click();
  const answer = row.locator('.pf-v5-c-code-block, pre').first();
  await answer.waitFor();
  return answer.innerText();
}

function deeds(page, trouble) {
  return {
    async 'log in'({ name, password }) {
      await page.goto(`${console_}hawtio/camel`);
      await page.fill('input[name=name]', name);
      await page.fill('input[name=password]', password);
      await page.click('button');
      await page.getByRole('tree').getByText('routes', { exact: true }).waitFor();
      return page.url();
    },
    async hawtio() {
      await page.goto(`${console_}hawtio/camel`);
      await page.getByRole('tree').getByText('routes', { exact: true }).waitFor();
      return page.getByRole('tree').innerText();
    },
    operate: (what) => operate(page, what),
    async status({ until }) {
      await page.goto(console_);
      // The page asks again by itself
      await page.getByText(until).first().waitFor();
      return page.locator('main, body').last().innerText();
    },
    async picture({ file }) {
      await page.screenshot({ path: file, fullPage: true });
      return file;
    },
    async trouble() {
      return trouble.join('\n');
    },
  };
}

async function main() {
  // As root, which build machines often are, its sandbox does not start; it sees nothing but our own pages here
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  page.setDefaultTimeout(PATIENCE_MILLIS);
  const known = deeds(page, seen(page));
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const asked = JSON.parse(line);
    let answer;
    try {
      answer = { said: await known[asked.do](asked) };
    } catch (error) {
      answer = { failed: `${error.message}\n${await page.locator('body').innerText()}` };
    }
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
  await browser.close();
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
