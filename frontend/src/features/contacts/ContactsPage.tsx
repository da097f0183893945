import { Button, CloseButton, SegmentedControl, Select, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { levelNamesQuery } from '../../api/levelNames';
import { Empty, Page, Section } from '../../ui/Page';
import { Pager, usePager } from '../../ui/Pager';
import { Problem } from '../../ui/Problem';
import { useTyped } from '../../ui/useTyped';
import { anyText } from '../../ui/words';
import { contactsQuery } from './api';
import { ContactsSkeleton, ContactsTable } from './ContactsTable';
import { kinds, type Sort, sorts, useContactFilter } from './filter';
import classes from './Contacts.module.css';

const searchDelayMs = 250;
const searchLengthMax = 100;

export function ContactsPage() {
  const { t } = useTranslation('contacts');
  const { filter, change, active } = useContactFilter();
  const pager = usePager();
  const contacts = useQuery(contactsQuery({ ...filter, search: filter.search || undefined, level: filter.level || undefined, cursor: pager.cursor || undefined }));
  const items = contacts.data?.items ?? [];
  return (
    <Page title={t('title')} intro={t('intro')}>
      <Section flush>
        <Toolbar filter={filter} change={change} />
        {contacts.isError && !contacts.data && <Problem error={contacts.error} onRetry={() => void contacts.refetch()} />}
        {contacts.isPending && <ContactsSkeleton />}
        {contacts.data && items.length > 0 && (
          <ContactsTable
            items={items}
            filter={filter}
            stale={contacts.isPlaceholderData}
            onSort={(sort) => change(toggled(filter, sort))}
          />
        )}
        {contacts.data && items.length === 0 && (active || pager.canGoBack) && (
          <Empty
            title={t('noMatch.title')}
            action={
              <Button variant="default" onClick={() => change({ search: '', kind: 'all', level: '' })}>
                {t('clear')}
              </Button>
            }
          >
            {t('noMatch.text')}
          </Empty>
        )}
        {contacts.data && items.length === 0 && !active && !pager.canGoBack && (
          <Empty title={t('empty.title')}>{t('empty.text')}</Empty>
        )}
        <Pager pager={pager} count={items.length} next={contacts.data?.nextCursor} />
      </Section>
    </Page>
  );
}

type Filter = ReturnType<typeof useContactFilter>['filter'];

// Numbers and days are first wanted from the top, names from A.
function toggled(filter: Filter, sort: Sort): Partial<Filter> {
  if (filter.sort === sort) return { order: filter.order === 'asc' ? 'desc' : 'asc' };
  return { sort, order: sort === 'name' ? 'asc' : 'desc' };
}

function Toolbar({ filter, change }: { filter: Filter; change: (part: Partial<Filter>) => void }) {
  const { t, i18n } = useTranslation('contacts');
  const levels = useQuery(levelNamesQuery).data ?? [];
  const { typed, type } = useTyped(filter.search, (search) => change({ search }), searchDelayMs);
  return (
    <div className={classes.toolbar} role="search">
      <TextInput
        type="search"
        className={classes.search}
        aria-label={t('search')}
        placeholder={t('search')}
        maxLength={searchLengthMax}
        value={typed}
        onChange={(e) => type(e.currentTarget.value)}
        leftSection={<IconSearch size={15} stroke={1.8} aria-hidden />}
        rightSection={typed && <CloseButton size="sm" aria-label={t('clear')} onClick={() => type('')} />}
      />
      <SegmentedControl
        aria-label={t('kind.label')}
        value={filter.kind}
        onChange={(kind) => change({ kind: kinds.find((k) => k === kind) })}
        data={kinds.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
      />
      {levels.length > 0 && filter.kind !== 'guest' && (
        <Select
          className={classes.sortSelect}
          aria-label={t('level.filter')}
          value={filter.level}
          onChange={(level) => change({ level: level ?? '' })}
          data={[
            { value: '', label: t('level.all') },
            ...levels.map((l) => ({ value: l.id, label: anyText(l.name, i18n.language) || l.id })),
          ]}
        />
      )}
      <Select
        className={classes.sortSelect}
        aria-label={t('sort.label')}
        value={filter.sort}
        onChange={(value) => {
          const sort = sorts.find((s) => s === value);
          if (sort && sort !== filter.sort) change(toggled(filter, sort));
        }}
        data={sorts.map((sort) => ({ value: sort, label: t(`sort.${sort}`) }))}
      />
    </div>
  );
}
