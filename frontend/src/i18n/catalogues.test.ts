import { describe, expect, it } from 'vitest';
import en from './en';
import ja from './ja';
import ko from './ko';
import { languageOf, languageOfAddress } from './languages';

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, path = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string' ? [[path + key, value]] : Object.entries(flat(value, `${path}${key}.`)),
    ),
  );
}

const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1]).sort();

const english = flat(en);
const others = { ja: flat(ja), ko: flat(ko) };

// Words that are the same everywhere: names, codes and numbers.
const shared = new Set(['common.nav.label', 'deliveries.detail.sha256', 'deliveries.detail.webhookId']);

describe.each(Object.entries(others))('the catalogue %s', (_, texts) => {
  it('has exactly the keys of the English one', () => {
    expect(Object.keys(texts).sort()).toEqual(Object.keys(english).sort());
  });

  it('fills the same gaps in every sentence', () => {
    const wrong = Object.keys(english).filter((k) => placeholders(texts[k] ?? '').join() !== placeholders(english[k] ?? '').join());
    expect(wrong).toEqual([]);
  });

  it('leaves nothing in English', () => {
    const same = Object.keys(english).filter((k) => !shared.has(k) && texts[k] === english[k] && /[a-z]{2}/i.test((texts[k] ?? '').replace(/\{\{\w+\}\}/g, '')));
    expect(same).toEqual([]);
  });

  it('has no empty text', () => {
    expect(Object.entries(texts).filter(([, v]) => v.trim() === '')).toEqual([]);
  });
});

describe('the house words', () => {
  it('never says tier', () => {
    expect(Object.values(english).filter((v) => /\btiers?\b/i.test(v))).toEqual([]);
  });

  it('spells programme the British way', () => {
    expect(Object.values(english).filter((v) => /\bprogram\b/i.test(v) && !/\bthe program\b|program stops|program's/i.test(v))).toEqual([]);
  });
});

describe('the language of an address', () => {
  it('is the one chosen in the panel before the one of the host', () => {
    expect(languageOfAddress('?locale=ja&lang=ko')).toBe('ko');
  });

  it('follows the host by its first part', () => {
    expect(languageOfAddress('?locale=ja-JP')).toBe('ja');
  });

  it('is undecided where the address says nothing', () => {
    expect(languageOfAddress('?shop=a')).toBeUndefined();
  });

  it('is English where the panel does not speak it', () => {
    expect(languageOf('de')).toBe('en');
  });
});
