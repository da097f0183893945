import { Select, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../api/session';
import type { Field } from '../api/types';
import { useFormat } from './format';
import { ReadingProducts } from './ReadingProducts';
import { ShelfPicker } from './ShelfPicker';
import { Toggle } from './Toggle';
import classes from './KindForm.module.css';

type Params = Record<string, string>;

interface KindFormProps {
  fields: Field[];
  params: Params;
  onChange: (params: Params) => void;
  /** Messages by field name. */
  errors?: Record<string, string | undefined>;
}

/** The form of any kind, drawn from the fields the server describes. Values
 * stay text all the way, so that no decimal is ever rounded on its way. */
export function KindForm({ fields, params, onChange, errors = {} }: KindFormProps) {
  const { t } = useTranslation();
  const valueOf = (field: Field) => params[field.name] ?? field.default;
  const inputs = (some: Field[]) => (
    <div className={classes.fields}>
      {some.map((field) => (
        <FieldInput
          key={field.name}
          field={field}
          value={valueOf(field)}
          error={errors[field.name]}
          onChange={(value) => onChange({ ...params, [field.name]: value })}
        />
      ))}
    </div>
  );
  const more = fields.filter((field) => field.more);
  const used = more.filter((field) => valueOf(field) !== field.default).length;
  const wrong = more.some((field) => errors[field.name]);
  // Open from the start where something is set, and again when something is wrong.
  const [open, setOpen] = useState(used > 0);
  return (
    <>
      {inputs(fields.filter((field) => !field.more))}
      {fields.some(asksForProducts) && (
        <div className={classes.asks}>
          <ReadingProducts />
        </div>
      )}
      {more.length > 0 && (
        <details className={classes.more} open={open || wrong} onToggle={(e) => setOpen(e.currentTarget.open)}>
          <summary>{used > 0 ? t('form.moreUsed', { count: used }) : t('form.more')}</summary>
          {inputs(more)}
        </details>
      )}
    </>
  );
}

const numbersOf = (value: string) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

/** What can only be told with the permission to read products. */
const asksForProducts = (field: Field) =>
  field.type === 'products' || field.type === 'product' || field.type === 'collections' || field.type === 'product_tags';

interface InputProps {
  field: Field;
  value: string;
  error?: string;
  onChange: (value: string) => void;
}

function FieldInput({ field, value, error, onChange }: InputProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const { shop } = useSession();
  const list = field.type === 'product_tags' || field.type === 'words';
  const wide = field.type === 'text' || list;
  const common = {
    label: f.text(field.label),
    description: f.text(field.help) || undefined,
    error,
    className: wide ? classes.wide : undefined,
    inputWrapperOrder: ['label', 'input', 'description', 'error'] as ('label' | 'input' | 'description' | 'error')[],
  };
  if (field.type === 'switch') {
    return (
      <Toggle
        label={common.label}
        description={common.description}
        error={error}
        className={classes.wide}
        checked={value === 'true'}
        onChange={(e) => onChange(String(e.currentTarget.checked))}
      />
    );
  }
  if (field.type === 'choice') {
    return (
      <Select
        {...common}
        required={field.required}
        withAsterisk={false}
        clearable={!field.required}
        placeholder={t('form.choose')}
        value={value || null}
        onChange={(next) => onChange(next ?? '')}
        data={field.choices.map((c) => ({ value: c.value, label: f.text(c.label) }))}
      />
    );
  }
  if (field.type === 'products' || field.type === 'collections' || field.type === 'product') {
    return (
      <div className={classes.wide}>
        <ShelfPicker
          kind={field.type === 'collections' ? 'collections' : 'products'}
          label={common.label}
          description={common.description}
          error={error}
          required={field.required}
          value={numbersOf(value)}
          max={field.type === 'product' ? 1 : undefined}
          onChange={(next) => onChange(next.join(','))}
        />
      </div>
    );
  }
  if (list) {
    return (
      <Textarea
        {...common}
        autosize
        minRows={1}
        maxRows={5}
        value={value}
        placeholder={field.required ? undefined : t('form.optional')}
        onChange={(e) => onChange(e.currentTarget.value)}
      />
    );
  }
  if (field.type === 'instant') {
    return <TextInput {...common} type="datetime-local" value={value} required={field.required} withAsterisk={false} onChange={(e) => onChange(e.currentTarget.value)} />;
  }
  return (
    <TextInput
      {...common}
      value={value}
      required={field.required}
      withAsterisk={false}
      placeholder={field.required ? undefined : t('form.optional')}
      inputMode={field.type === 'integer' ? 'numeric' : field.type === 'text' ? 'text' : 'decimal'}
      rightSection={field.type === 'money' ? <span className={classes.unit}>{shop.currency}</span> : undefined}
      rightSectionWidth={field.type === 'money' ? 48 : undefined}
      onChange={(e) => onChange(e.currentTarget.value)}
    />
  );
}
