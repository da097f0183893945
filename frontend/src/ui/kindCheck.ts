import type { Field } from '../api/types';
import { exponentOf } from './money';

/** What is wrong with a value; the texts are chosen by whoever shows it. */
export type FieldFault =
  | { code: 'required' | 'integer' | 'decimal' | 'money' | 'choice' | 'products' | 'words' | 'instant' | 'collections' | 'product_tags' | 'product' }
  | { code: 'min' | 'max' | 'tooLong'; value: string };

const decimalForm = /^-?\d{1,15}(\.\d{1,12})?$/;
const productsForm = /^[1-9]\d{0,18}( *, *[1-9]\d{0,18}){0,199}$/;
const collectionsForm = /^[1-9]\d{0,18}( *, *[1-9]\d{0,18}){0,49}$/;
const tagsMax = 50;
const instantForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;
const listMax = 200;
const lengthMax = 2000;

/** Compares two plain decimals exactly, without floating point. */
export function compareDecimals(a: string, b: string): number {
  const scale = (s: string, places: number) => {
    const [whole = '0', fraction = ''] = s.split('.');
    return BigInt(whole + fraction.padEnd(places, '0'));
  };
  const places = Math.max(...[a, b].map((s) => s.split('.')[1]?.length ?? 0));
  const left = scale(a, places);
  const right = scale(b, places);
  return left < right ? -1 : left > right ? 1 : 0;
}

function shapeFault(field: Field, value: string, currency: string): FieldFault | undefined {
  switch (field.type) {
    case 'integer':
      return /^-?\d{1,15}$/.test(value) ? undefined : { code: 'integer' };
    case 'decimal':
      return decimalForm.test(value) ? undefined : { code: 'decimal' };
    case 'money': {
      const finer = (value.split('.')[1] ?? '').slice(exponentOf(currency));
      return decimalForm.test(value) && /^0*$/.test(finer) ? undefined : { code: 'money' };
    }
    case 'choice':
      return field.choices.some((c) => c.value === value) ? undefined : { code: 'choice' };
    case 'products':
      return productsForm.test(value) ? undefined : { code: 'products' };
    case 'product':
      return /^[1-9]\d{0,18}$/.test(value) ? undefined : { code: 'product' };
    case 'collections':
      return collectionsForm.test(value) ? undefined : { code: 'collections' };
    case 'product_tags':
      return /[^\s,]/.test(value) && value.split(',').length <= tagsMax ? undefined : { code: 'product_tags' };
    case 'words':
      return /[^\s,]/.test(value) && value.split(',').length <= listMax ? undefined : { code: 'words' };
    case 'instant':
      return instantForm.test(value) && !Number.isNaN(Date.parse(`${value}Z`)) ? undefined : { code: 'instant' };
    default:
      return undefined;
  }
}

/** Holds a value against its field, by the same rules as the server. */
export function checkField(field: Field, value: string, currency: string): FieldFault | undefined {
  if (value === '') return field.required ? { code: 'required' } : undefined;
  if (value.length > lengthMax) return { code: 'tooLong', value: String(lengthMax) };
  const fault = shapeFault(field, value, currency);
  if (fault) return fault;
  if (field.type !== 'integer' && field.type !== 'decimal' && field.type !== 'money') return undefined;
  if (field.min && compareDecimals(value, field.min) < 0) return { code: 'min', value: field.min };
  if (field.max && compareDecimals(value, field.max) > 0) return { code: 'max', value: field.max };
  return undefined;
}
