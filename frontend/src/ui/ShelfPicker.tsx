import { Button, MultiSelect } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { host } from '../api/host';
import { namesQuery, searchQuery, type ShelfEntry, type ShelfKind } from '../api/shelf';
import classes from './ShelfPicker.module.css';

const restMs = 250;

interface PickerProps {
  kind: ShelfKind;
  label: string;
  description?: string;
  error?: string;
  required?: boolean;
  /** Numbers of what is chosen. */
  value: string[];
  /** How many can be chosen. */
  max?: number;
  onChange: (value: string[]) => void;
}

/** Lets the merchant choose products or collections by their titles. What the
 * store does not have any more is said here, so that it can be taken out. Where
 * the app may not read products, numbers can still be typed. */
export function ShelfPicker({ kind, label, description, error, required, value, max, onChange }: PickerProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const [rested] = useDebouncedValue(search.trim(), restMs);
  const found = useQuery(searchQuery(kind, rested));
  const names = useQuery(namesQuery(kind, value));
  const denied = found.data?.granted === false;
  const named = names.data?.items ?? [];
  const gone = named.filter((entry) => entry.gone && value.includes(entry.id));
  const problem = gone.length > 0 ? t('shelf.gone', { titles: gone.map(titleOf).join(', ') }) : undefined;
  const typed = denied && /^[1-9]\d{0,18}$/.test(search.trim()) ? [{ id: search.trim(), title: search.trim() }] : [];
  return (
    <div className={classes.picker}>
      <MultiSelect
        label={label}
        description={description}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        error={error ?? problem}
        required={required}
        withAsterisk={false}
        classNames={{ inputField: classes.field }}
        searchable
        clearable
        hidePickedOptions
        maxValues={max}
        value={value}
        data={optionsOf(value, named, [...(found.data?.items ?? []), ...typed])}
        filter={({ options }) => options} // the server has looked already
        searchValue={search}
        onSearchChange={setSearch}
        nothingFoundMessage={found.isFetching ? t('loading') : t(denied ? 'shelf.number' : 'shelf.nothing')}
        placeholder={value.length > 0 ? undefined : t(denied ? 'shelf.number' : `shelf.search.${kind}`)}
        clearButtonProps={{ 'aria-label': t('shelf.clear') }}
        onChange={(next) => {
          setSearch('');
          onChange(next);
        }}
      />
      <Browse kind={kind} value={value} multiple={max !== 1} onChange={onChange} />
    </div>
  );
}

const titleOf = (entry: ShelfEntry) => entry.title || entry.id;

/** Each chosen and each found entry once, those chosen first. */
function optionsOf(value: string[], named: ShelfEntry[], found: ShelfEntry[]) {
  const known = new Map([...found, ...named].map((entry) => [entry.id, titleOf(entry)]));
  const ids = new Set([...value, ...found.map((entry) => entry.id)]);
  return [...ids].map((id) => ({ value: id, label: known.get(id) ?? id }));
}

/** The store's own picker, where its admin has one. */
function Browse({ kind, value, multiple, onChange }: { kind: ShelfKind; value: string[]; multiple: boolean; onChange: (value: string[]) => void }) {
  const { t } = useTranslation();
  const pick = host()?.resourcePicker;
  if (!pick) return null;
  const type = kind === 'products' ? 'product' : 'collection';
  const prefix = kind === 'products' ? 'gid://shopify/Product/' : 'gid://shopify/Collection/';
  const browse = async () => {
    const chosen = await pick({ type, multiple, filter: { variants: false }, selectionIds: value.map((id) => ({ id: prefix + id })) });
    if (chosen) onChange(chosen.map((entry) => entry.id.slice(prefix.length)));
  };
  return (
    <Button variant="default" onClick={() => void browse()}>
      {t('shelf.browse')}
    </Button>
  );
}
