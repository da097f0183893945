import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Entry } from '../../api/types';
import { useFormat } from '../../ui/format';
import { useStaff } from '../../ui/useStaff';
import { Empty, LoadingNote, Section } from '../../ui/Page';
import { Pager, usePager } from '../../ui/Pager';
import { Problem } from '../../ui/Problem';
import table from '../../ui/Table.module.css';
import { entriesQuery } from './api';
import { useCause, useReason } from './cause';
import classes from './Contact.module.css';

/** The ledger as a list of sentences, newest first. */
export function EntriesTab({ id, version }: { id: string; version: number }) {
  const { t } = useTranslation('ledger');
  const pager = usePager();
  const entries = useQuery(entriesQuery(id, version, pager.cursor));
  const items = entries.data?.items ?? [];
  return (
    <Section flush>
      {entries.isError && !entries.data && <Problem error={entries.error} onRetry={() => void entries.refetch()} />}
      {entries.isPending && (
        <>
          <LoadingNote />
          <Skeleton height={320} />
        </>
      )}
      {entries.data && items.length === 0 && <Empty title={t('entries.empty')}>{t('entries.emptyText')}</Empty>}
      {items.length > 0 && <EntriesTable items={items} />}
      <Pager pager={pager} count={items.length} next={entries.data?.nextCursor} />
    </Section>
  );
}

export function EntriesTable({ items }: { items: Entry[] }) {
  const { t } = useTranslation('ledger');
  return (
    <>
      <table className={`${table.table} ${table.hasCards}`}>
        <thead>
          <tr>
            <th scope="col">{t('entries.column.when')}</th>
            <th scope="col">{t('entries.column.what')}</th>
            <th scope="col" className={table.right}>{t('entries.column.change')}</th>
            <th scope="col" className={table.right}>{t('entries.column.pending')}</th>
            <th scope="col" className={table.right}>{t('entries.column.balance')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((entry) => (
            <Row key={entry.id} entry={entry} />
          ))}
        </tbody>
      </table>
      <ul className={table.cards}>
        {items.map((entry) => (
          <CardRow key={entry.id} entry={entry} />
        ))}
      </ul>
    </>
  );
}

function Change({ n }: { n: number }) {
  const f = useFormat();
  if (n === 0) return <span className="muted">–</span>;
  return <span className={n < 0 ? 'bad' : undefined}>{f.signed(n)}</span>;
}

function useWords() {
  const { t } = useTranslation('ledger');
  const f = useFormat();
  const cause = useCause();
  const reason = useReason();
  const staff = useStaff();
  return (entry: Entry) => ({
    title: t(entry.from === 'expired' ? 'entry.clawbackExpired' : `entry.${entry.kind}`),
    cause: cause(entry.cause),
    source: [
      entry.reason && reason(entry.reason),
      entry.note,
      entry.programmeVersion !== undefined && t('entries.version', { version: f.number(entry.programmeVersion) }),
      entry.actor && entry.actor !== 'system' ? t('entries.by', { actor: staff(entry.actor) }) : t('entries.system'),
    ]
      .filter(Boolean)
      .join(' · '),
  });
}

function Row({ entry }: { entry: Entry }) {
  const f = useFormat();
  const words = useWords()(entry);
  return (
    <tr>
      <td className="num muted">{f.dateTime(entry.at)}</td>
      <td className={classes.what}>
        <div>
          <span className={classes.strong}>{words.title}</span> · {words.cause}
        </div>
        <div className="muted small">{words.source}</div>
      </td>
      <td className={`${table.right} num`}>
        <Change n={entry.change} />
      </td>
      <td className={`${table.right} num`}>
        <Change n={entry.pendingChange} />
      </td>
      <td className={`${table.right} num`}>{f.number(entry.balanceAfter)}</td>
    </tr>
  );
}

function CardRow({ entry }: { entry: Entry }) {
  const { t } = useTranslation('ledger');
  const f = useFormat();
  const words = useWords()(entry);
  return (
    <li>
      <div className={classes.spread}>
        <span>
          <span className={classes.strong}>{words.title}</span> · {words.cause}
        </span>
        <span className="num">
          <Change n={entry.change} />
        </span>
      </div>
      <div className="muted small">{words.source}</div>
      <div className={`${classes.spread} muted small num`}>
        <span>{f.dateTime(entry.at)}</span>
        <span>
          {entry.pendingChange !== 0 && `${t('entries.column.pending')} ${f.signed(entry.pendingChange)} · `}
          {t('entries.column.balance')} {f.number(entry.balanceAfter)}
        </span>
      </div>
    </li>
  );
}
