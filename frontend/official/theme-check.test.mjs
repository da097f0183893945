// The platform's own check of the theme app extension. What it does not look
// at is checked by go test ./extensions.
import assert from 'node:assert/strict';
import dns from 'node:dns';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { themeCheckRun } from '@shopify/theme-check-node';

const extension = join(import.meta.dirname, '..', '..', 'extensions', 'clientele');

// The check would fetch newer descriptions of Liquid first. It has those it was
// released with, and a gate that changes its mind by itself is none.
dns.lookup = (_, options, done = options) => done(new Error('the theme check stays offline'));

/** What the official check says, of any severity. */
async function findings(directory) {
  const { offenses } = await themeCheckRun(directory, 'theme-check:theme-app-extension', () => {});
  return offenses.map(({ check, uri, message }) => `${uri.split('/').slice(-2).join('/')}: ${check}: ${message}`);
}

test('the official theme check finds nothing in the extension', async () => {
  assert.deepEqual(await findings(extension), []);
});

test('the official theme check looks at the extension', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'extension-'));
  try {
    cpSync(extension, directory, { recursive: true });
    writeFileSync(join(directory, 'blocks', 'broken.liquid'), "{% include 'x' %}{{ 'no.such.text' | t }}{% schema %}{\"name\": \"Broken\", \"target\": \"section\", \"settings\": []}{% endschema %}\n");
    const said = (await findings(directory)).join('\n');
    assert.match(said, /AppBlockValidTags/);
    assert.match(said, /TranslationKeyExists/);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
