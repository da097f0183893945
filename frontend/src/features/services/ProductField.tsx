import { Button, NativeSelect, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Form, formsQuery, namedFormsQuery, searchQuery, type ShelfEntry } from '../../api/shelf';
import { useFormat } from '../../ui/format';
import { Problem } from '../../ui/Problem';
import { ReadingProducts } from '../../ui/ReadingProducts';
import { linkedIn } from './draft';
import type { ServiceForm } from './ServicePage';
import classes from './Services.module.css';

const restMs = 250;
const numberForm = /^[1-9]\d{0,18}$/;

interface FieldProps {
  form: ServiceForm;
  path: string;
  label?: string;
}

/** What the store's checkout sells for a part of the service: one form of one of
 * its products. Where the app may not read products, its number is typed. */
export function ProductField({ form, path, label }: FieldProps) {
  const { t } = useTranslation('services');
  const { value, error } = form.getInputProps(path) as { value: string; error?: string };
  const named = useQuery(namedFormsQuery(linkedIn(form.values)));
  const shelf = useQuery(searchQuery('products', ''));
  const name = label ?? t('variants.product');
  const set = (next: string) => form.setFieldValue(path, next);
  if (shelf.data?.granted === false) {
    return (
      <>
        <TextInput
          label={name}
          description={t('variants.productHelp')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          inputMode="numeric"
          maxLength={19}
          {...form.getInputProps(path)}
        />
        <ReadingProducts />
      </>
    );
  }
  if (value) return <Linked name={name} form={named.data?.items?.find((one) => one.id === value)} number={value} error={error} onUnlink={() => set('')} />;
  return <Choice name={name} error={error} onChoose={set} />;
}

/** How a form of a product is called. */
const titleOf = (form: Form) => (form.title ? `${form.productTitle} · ${form.title}` : form.productTitle);

/** What is linked, and what is wrong with it. */
function Linked({ name, form, number, error, onUnlink }: { name: string; form?: Form; number: string; error?: string; onUnlink: () => void }) {
  const { t } = useTranslation('services');
  const f = useFormat();
  const wrong = error ?? (form?.gone ? t('product.gone') : form?.status && form.status !== 'active' ? t('product.unsold') : undefined);
  return (
    <div className={classes.linked} role="group" aria-label={name}>
      <span className={classes.linkedName}>{name}</span>
      <span>
        {form && !form.gone ? titleOf(form) : t('product.number', { number })}
        {form && !form.gone && <span className="num muted"> {f.money(form.price)}</span>}
      </span>
      {wrong && <span className="bad small">{wrong}</span>}
      <div>
        <Button variant="default" size="compact-sm" aria-label={t('product.unlinkOf', { name })} onClick={onUnlink}>
          {t('product.unlink')}
        </Button>
      </div>
    </div>
  );
}

/** Searches the store's products, and asks which form is meant where there are several. */
function Choice({ name, error, onChoose }: { name: string; error?: string; onChoose: (number: string) => void }) {
  const { t } = useTranslation(['services', 'common']);
  const [search, setSearch] = useState('');
  const [product, setProduct] = useState<ShelfEntry>();
  const [rested] = useDebouncedValue(search.trim(), restMs);
  const words = product && rested === product.title ? '' : rested;
  const found = useQuery(searchQuery('products', words));
  const typed = numberForm.test(words) ? [{ value: `#${words}`, label: t('product.byNumber', { number: words }) }] : [];
  const listed = found.data?.items ?? [];
  const all = product && !listed.some((p) => p.id === product.id) ? [product, ...listed] : listed;
  return (
    <div className={classes.choice}>
      <Select
        label={name}
        description={t('product.help')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        error={error}
        placeholder={t('common:shelf.search.products')}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('product.clear') }}
        value={product?.id ?? null}
        data={[...all.map((p) => ({ value: p.id, label: p.title || p.id })), ...typed]}
        filter={({ options }) => options} // the server has looked already
        searchValue={search}
        onSearchChange={setSearch}
        nothingFoundMessage={found.isFetching ? t('common:loading') : t('common:shelf.nothing')}
        onChange={(id) => (id?.startsWith('#') ? onChoose(id.slice(1)) : setProduct(all.find((p) => p.id === id)))}
      />
      {found.isError && !found.data && <Problem inline error={found.error} />}
      {product && <Forms key={product.id} product={product} onChoose={onChoose} />}
    </div>
  );
}

/** The forms of a product, with what each costs. */
function Forms({ product, onChoose }: { product: ShelfEntry; onChoose: (number: string) => void }) {
  const { t } = useTranslation(['services', 'common']);
  const f = useFormat();
  const forms = useQuery(formsQuery(product.id));
  const items = forms.data?.items ?? [];
  if (forms.isError && !forms.data) return <Problem inline error={forms.error} onRetry={() => void forms.refetch()} />;
  if (forms.isPending) return <p className="muted small">{t('common:loading')}</p>;
  if (items.length === 0) return <p className="bad small">{t('product.gone')}</p>;
  return (
    <NativeSelect
      label={t('product.form', { product: product.title })}
      defaultValue=""
      data={[{ value: '', label: t('product.which') }, ...items.map((one) => ({ value: one.id, label: `${one.title || one.productTitle} – ${f.money(one.price)}` }))]}
      onChange={(event) => event.currentTarget.value && onChoose(event.currentTarget.value)}
    />
  );
}
