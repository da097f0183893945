import { describe, expect, it } from 'vitest';
import type { Field } from '../api/types';
import { text } from '../test/factories';
import { checkField, compareDecimals } from './kindCheck';

const field = (over: Partial<Field>): Field => ({
  name: 'x', type: 'text', required: false, default: '', label: text('X'), help: text(''), choices: [], ...over,
});

const code = (over: Partial<Field>, value: string, currency = 'USD') => checkField(field(over), value, currency)?.code;

describe('a value of a field', () => {
  it.each([
    [{ required: true }, '', 'required'],
    [{ type: 'integer' }, '1.5', 'integer'],
    [{ type: 'integer', min: '1' }, '0', 'min'],
    [{ type: 'integer', max: '10' }, '11', 'max'],
    [{ type: 'decimal' }, '1,5', 'decimal'],
    [{ type: 'decimal', max: '0.3' }, '0.30000000001', 'max'],
    [{ type: 'money' }, '1.005', 'money'],
    [{ type: 'money' }, '1e3', 'money'],
    [{ type: 'choice', choices: [{ value: 'a', label: text('A') }] }, 'b', 'choice'],
    [{ type: 'products' }, '12;13', 'products'],
    [{ type: 'products' }, '0', 'products'],
    [{ type: 'product' }, '1,2', 'product'],
    [{ type: 'collections' }, 'winter', 'collections'],
    [{ type: 'collections' }, `${'1,'.repeat(50)}1`, 'collections'],
    [{ type: 'product_tags' }, ', ,', 'product_tags'],
    [{ type: 'product_tags' }, `${'a,'.repeat(50)}a`, 'product_tags'],
    [{ type: 'text' }, 'x'.repeat(2001), 'tooLong'],
  ] as [Partial<Field>, string, string][])('%o refuses "%s" as %s', (over, value, expected) => {
    expect(code(over, value)).toBe(expected);
  });

  it.each([
    [{}, ''],
    [{ type: 'integer', min: '1', max: '10' }, '10'],
    [{ type: 'decimal', min: '0.01' }, '0.01'],
    [{ type: 'money' }, '49.95'],
    [{ type: 'money' }, '49.9500'],
    [{ type: 'choice', choices: [{ value: 'a', label: text('A') }] }, 'a'],
    [{ type: 'switch' }, 'true'],
    [{ type: 'products' }, '12, 13,14'],
    [{ type: 'product' }, '12'],
    [{ type: 'collections' }, '12,13'],
    [{ type: 'product_tags' }, 'Winter, very warm'],
  ] as [Partial<Field>, string][])('%o takes "%s"', (over, value) => {
    expect(code(over, value)).toBeUndefined();
  });

  it('knows how fine each currency is', () => {
    expect(code({ type: 'money' }, '100.5', 'JPY')).toBe('money');
    expect(code({ type: 'money' }, '100.505', 'KWD')).toBeUndefined();
  });
});

it('compares decimals exactly', () => {
  expect(compareDecimals('0.1', '0.10')).toBe(0);
  expect(compareDecimals('100000000000000.1', '100000000000000.2')).toBe(-1);
  expect(compareDecimals('-1', '-1.5')).toBe(1);
});
