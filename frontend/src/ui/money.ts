import type { Money } from '../api/types';

// ISO 4217 exponents that are not two; the same table as the server's. Intl
// follows CLDR instead, which rounds a few of these (IQD, say) to whole units.
const exponents: Record<string, number> = {
  ...Object.fromEntries('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((c) => [c, 0])),
  ...Object.fromEntries('BHD IQD JOD KWD LYD OMR TND'.split(' ').map((c) => [c, 3])),
};

export function exponentOf(currency: string): number {
  return exponents[currency] ?? 2;
}

/** Minor units as a plain decimal, exactly: 4995 USD is "49.95". */
export function toDecimal({ minor, currency }: Money): string {
  const exponent = exponentOf(currency);
  const sign = minor < 0 ? '-' : '';
  const digits = String(Math.abs(minor)).padStart(exponent + 1, '0');
  if (exponent === 0) return sign + digits;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/** An amount as people of a language write it, with its currency. */
export function formatMoney(money: Money, language: string): string {
  const exponent = exponentOf(money.currency);
  const format = new Intl.NumberFormat(language, {
    style: 'currency',
    currency: money.currency,
    minimumFractionDigits: exponent,
    maximumFractionDigits: exponent,
  });
  // A decimal in text form is formatted exactly, however large it is.
  return format.format(toDecimal(money) as Intl.StringNumericLiteral);
}

/** A typed amount as minor units, exactly; undefined for what is none. */
export function toMinor(text: string, currency: string): number | undefined {
  const exponent = exponentOf(currency);
  const [, whole = '', fraction = ''] = /^(\d{1,12})(?:\.(\d*))?$/.exec(text.trim()) ?? [];
  if (whole === '' || /[1-9]/.test(fraction.slice(exponent))) return undefined;
  const minor = Number(whole + fraction.slice(0, exponent).padEnd(exponent, '0'));
  return Number.isSafeInteger(minor) ? minor : undefined;
}
