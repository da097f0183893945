import { describe, expect, it } from 'vitest';
import { text } from '../test/factories';
import { makeFormat } from './format';
import { formatMoney, toDecimal, toMinor } from './money';

describe('money', () => {
  it.each([
    [{ minor: 4995, currency: 'USD' }, '49.95'],
    [{ minor: 5, currency: 'USD' }, '0.05'],
    [{ minor: -5, currency: 'USD' }, '-0.05'],
    [{ minor: 3000, currency: 'JPY' }, '3000'],
    [{ minor: 0, currency: 'JPY' }, '0'],
    [{ minor: 1234, currency: 'KWD' }, '1.234'],
    [{ minor: 9007199254740991, currency: 'USD' }, '90071992547409.91'],
  ])('%o is the decimal %s', (money, decimal) => {
    expect(toDecimal(money)).toBe(decimal);
  });

  it.each([
    ['49.95', 'USD', 4995],
    [' 49 ', 'USD', 4900],
    ['49.9', 'USD', 4990],
    ['49.950', 'USD', 4995],
    ['49.951', 'USD', undefined],
    ['3000', 'JPY', 3000],
    ['3000.5', 'JPY', undefined],
    ['1.234', 'KWD', 1234],
    ['-5', 'USD', undefined],
    ['1e3', 'USD', undefined],
    ['', 'USD', undefined],
  ])('%s in %s is %s minor units', (typed, currency, minor) => {
    expect(toMinor(typed, currency)).toBe(minor);
  });

  it.each([
    [{ minor: 4995, currency: 'USD' }, 'en', '$49.95'],
    [{ minor: 1234567, currency: 'JPY' }, 'en', '¥1,234,567'],
    [{ minor: 1234567, currency: 'JPY' }, 'ja', '￥1,234,567'],
    [{ minor: 50000, currency: 'KRW' }, 'ko', '₩50,000'],
    [{ minor: 1234, currency: 'KWD' }, 'en', 'KWD 1.234'],
    [{ minor: 1500, currency: 'IQD' }, 'en', 'IQD 1.500'],
    [{ minor: 9007199254740991, currency: 'USD' }, 'en', '$90,071,992,547,409.91'],
  ])('%o in %s reads %s', (money, language, shown) => {
    expect(formatMoney(money, language).replace(/\u00a0/g, ' ')).toBe(shown);
  });
});

describe('points and times', () => {
  const f = makeFormat('en', 'America/New_York');

  it('shows changes with a sign of full width', () => {
    expect([f.signed(49), f.signed(-1234), f.signed(0)]).toEqual(['+49', '−1,234', '0']);
  });

  it('shows an instant on the day of the shop, not of the reader', () => {
    expect(f.date('2026-11-22T03:00:00Z')).toBe('Nov 21, 2026');
    expect(makeFormat('ja', 'Asia/Tokyo').date('2026-11-21T18:00:00Z')).toBe('2026/11/22');
    expect(makeFormat('ko', 'Asia/Seoul').date('2026-11-21T18:00:00Z')).toBe('2026. 11. 22.');
  });

  it('keeps a plain day where it is in every zone', () => {
    expect(makeFormat('en', 'Pacific/Kiritimati').day('2026-11-22')).toBe('Nov 22');
    expect(makeFormat('en', 'Pacific/Pago_Pago').day('2026-11-22')).toBe('Nov 22');
  });

  it('says roughly how far away something is', () => {
    const now = Date.parse('2026-11-22T00:00:00Z');
    expect(f.relative('2026-11-25T12:00:00Z', now)).toBe('in 3 days');
    expect(f.relative('2026-11-21T22:00:00Z', now)).toBe('2 hours ago');
    expect(f.duration(90)).toBe('1 minute');
  });

  it('takes the text of the language, English where one is missing', () => {
    expect(makeFormat('ja', 'UTC').text(text('Points', 'ポイント'))).toBe('ポイント');
    expect(makeFormat('ja', 'UTC').text(text('Points', ''))).toBe('Points');
  });
});
