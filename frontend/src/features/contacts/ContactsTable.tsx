import { Skeleton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { levelNamesQuery } from '../../api/levelNames';
import type { ContactRow } from '../../api/types';
import { useFormat } from '../../ui/format';
import { LoadingNote } from '../../ui/Page';
import { Tag } from '../../ui/Tag';
import { anyText } from '../../ui/words';
import table from '../../ui/Table.module.css';
import type { Sort, useContactFilter } from './filter';
import { useQuery } from '@tanstack/react-query';
import { LevelTag } from './LevelTag';
import classes from './Contacts.module.css';

interface TableProps {
  items: ContactRow[];
  filter: ReturnType<typeof useContactFilter>['filter'];
  stale: boolean;
  onSort: (sort: Sort) => void;
}

const columns: { id: 'name' | 'kind' | 'balance' | 'pending' | 'orders' | 'spent' | 'lastOrder'; sort?: Sort; right?: boolean }[] = [
  { id: 'name', sort: 'name' },
  { id: 'kind' },
  { id: 'balance', sort: 'balance', right: true },
  { id: 'pending', right: true },
  { id: 'orders', right: true },
  { id: 'spent', sort: 'spent', right: true },
  { id: 'lastOrder', right: true },
];

/** A table where there is room, one block per contact where there is not. */
export function ContactsTable(props: TableProps) {
  const { t } = useTranslation('contacts');
  const { items, stale } = props;
  return (
    <div className={stale ? table.stale : undefined} aria-busy={stale}>
      <table className={`${table.table} ${table.hover} ${table.hasCards}`}>
        <thead>
          <tr>
            {columns.map((c) => (
              <HeadCell key={c.id} {...props} column={c} />
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((c) => (
            <Row key={c.id} contact={c} />
          ))}
        </tbody>
      </table>
      <ul className={table.cards} aria-label={t('title')}>
        {items.map((c) => (
          <Card key={c.id} contact={c} />
        ))}
      </ul>
    </div>
  );
}

function HeadCell({ column, filter, onSort }: TableProps & { column: (typeof columns)[number] }) {
  const { t } = useTranslation('contacts');
  const { sort } = column;
  const sorted = sort !== undefined && filter.sort === sort;
  const Arrow = filter.order === 'asc' ? IconArrowUp : IconArrowDown;
  return (
    <th
      scope="col"
      className={column.right ? table.right : undefined}
      aria-sort={sorted ? (filter.order === 'asc' ? 'ascending' : 'descending') : undefined}
    >
      {sort ? (
        <button type="button" className={table.sort} onClick={() => onSort(sort)}>
          {t(`column.${column.id}`)}
          {sorted && <Arrow size={12} stroke={2} aria-hidden />}
        </button>
      ) : (
        t(`column.${column.id}`)
      )}
    </th>
  );
}

function Marks({ contact, quiet = false }: { contact: ContactRow; quiet?: boolean }) {
  const { t, i18n } = useTranslation(['contacts', 'common']);
  const level = useQuery(levelNamesQuery).data?.find((l) => l.id === contact.level);
  if (quiet && !contact.halted && !level) return null;
  return (
    <span className={classes.marks}>
      {!quiet && (contact.kind === 'guest' ? <Tag tone="quiet">{t('common:guest')}</Tag> : t('common:member'))}
      {level && <LevelTag colour={level.colour}>{anyText(level.name, i18n.language)}</LevelTag>}
      {contact.halted && <Tag tone="bad">{t('halted')}</Tag>}
    </span>
  );
}

function Row({ contact }: { contact: ContactRow }) {
  const { t } = useTranslation('contacts');
  const f = useFormat();
  return (
    <tr>
      <td className={classes.who}>
        <Link to={`/contacts/${encodeURIComponent(contact.id)}`} className={`${table.rowLink} ${classes.name}`}>
          {contact.name || contact.email || t('noName')}
        </Link>
        <div className={`muted small ${classes.mail}`}>{contact.name ? contact.email || contact.phone : contact.phone}</div>
      </td>
      <td>
        <Marks contact={contact} />
      </td>
      <td className={`${table.right} num`}>
        <span className={contact.balance < 0 ? `${classes.strong} bad` : classes.strong}>{f.number(contact.balance)}</span>
      </td>
      <td className={`${table.right} num muted`}>{contact.pending > 0 ? f.number(contact.pending) : '–'}</td>
      <td className={`${table.right} num`}>{f.number(contact.orders)}</td>
      <td className={`${table.right} num`}>{f.money(contact.spent)}</td>
      <td className={`${table.right} num`}>{contact.lastOrderAt ? f.date(contact.lastOrderAt) : '–'}</td>
    </tr>
  );
}

function Card({ contact }: { contact: ContactRow }) {
  const { t } = useTranslation(['contacts', 'common']);
  const f = useFormat();
  return (
    <li>
      <div className={classes.cardTop}>
        <Link to={`/contacts/${encodeURIComponent(contact.id)}`} className={`${table.rowLink} truncate`}>
          {contact.name || contact.email || t('noName')}
        </Link>
        <span className={`num ${classes.strong} ${contact.balance < 0 ? 'bad' : ''}`}>{f.number(contact.balance)}</span>
      </div>
      <div className={`${classes.cardTop} muted small`}>
        <span className="truncate">{contact.name ? contact.email || contact.phone : contact.phone}</span>
        {contact.pending > 0 && <span className="num">{t('pendingPart', { value: f.number(contact.pending) })}</span>}
      </div>
      <div className={`${classes.cardTop} muted small`}>
        <span className={classes.marks}>
          <Marks contact={contact} quiet={contact.kind === 'member'} />
          <span className="num">{t('ordersPart', { count: contact.orders, value: f.number(contact.orders) })}</span>
          <span className="num">{f.money(contact.spent)}</span>
        </span>
        <span className="num">{contact.lastOrderAt ? f.date(contact.lastOrderAt) : ''}</span>
      </div>
    </li>
  );
}

const skeletonRows = 10;

export function ContactsSkeleton() {
  return (
    <div className={classes.skeleton}>
      <LoadingNote />
      {Array.from({ length: skeletonRows }, (_, i) => (
        <Skeleton key={i} height={40} />
      ))}
    </div>
  );
}
