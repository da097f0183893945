import { Button, Select, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { Delivery } from '../../api/types';
import { useFormat } from '../../ui/format';
import { Empty, LoadingNote, Page, Section } from '../../ui/Page';
import { Pager, usePager } from '../../ui/Pager';
import { Problem } from '../../ui/Problem';
import { Tag } from '../../ui/Tag';
import table from '../../ui/Table.module.css';
import { deliveriesQuery } from './api';
import { states, stateTones, topics } from './state';
import { useDeliveryWords } from './words';
import classes from './Deliveries.module.css';

export function DeliveriesPage() {
  const { t } = useTranslation('deliveries');
  const [params, setParams] = useSearchParams();
  const pager = usePager();
  const state = states.find((s) => s === params.get('state')) ?? 'all';
  const topic = params.get('topic') ?? '';
  const deliveries = useQuery(
    deliveriesQuery({ state, topic: topic || undefined, cursor: pager.cursor || undefined }),
  );
  const items = deliveries.data?.items ?? [];
  const narrowed = state !== 'all' || topic !== '' || pager.canGoBack;
  const set = (name: string, value: string) =>
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        next.delete('cursor');
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  return (
    <Page title={t('title')} intro={t('intro')}>
      <Section flush>
        <div className={classes.toolbar}>
          <Select
            label={t('stateLabel')}
            value={state}
            onChange={(s) => set('state', s ?? '')}
            data={states.map((s) => ({ value: s, label: t(`state.${s}`) }))}
          />
          <Select
            label={t('topicLabel')}
            value={topic}
            onChange={(s) => set('topic', s ?? '')}
            data={[{ value: '', label: t('allTopics') }, ...topics.map((name) => ({ value: name, label: name }))]}
          />
        </div>
        {deliveries.isError && !deliveries.data && (
          <Problem error={deliveries.error} onRetry={() => void deliveries.refetch()} />
        )}
        {deliveries.isPending && <ListSkeleton />}
        {items.length > 0 && <List items={items} stale={deliveries.isPlaceholderData} />}
        {deliveries.data && items.length === 0 && narrowed && (
          <Empty
            title={t('noMatch.title')}
            action={
              <Button variant="default" onClick={() => setParams({}, { replace: true })}>
                {t('showAll')}
              </Button>
            }
          >
            {t('noMatch.text')}
          </Empty>
        )}
        {deliveries.data && items.length === 0 && !narrowed && <Empty title={t('empty.title')}>{t('empty.text')}</Empty>}
        <Pager pager={pager} count={items.length} next={deliveries.data?.nextCursor} />
      </Section>
    </Page>
  );
}

function List({ items, stale }: { items: Delivery[]; stale: boolean }) {
  const { t } = useTranslation('deliveries');
  return (
    <div className={stale ? table.stale : undefined} aria-busy={stale}>
      <table className={`${table.table} ${table.hover} ${table.hasCards}`}>
        <thead>
          <tr>
            <th scope="col">{t('column.received')}</th>
            <th scope="col">{t('column.topic')}</th>
            <th scope="col">{t('column.subject')}</th>
            <th scope="col">{t('column.state')}</th>
            <th scope="col">{t('column.outcome')}</th>
            <th scope="col" className={table.right}>{t('column.attempts')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((d) => (
            <Row key={d.id} delivery={d} />
          ))}
        </tbody>
      </table>
      <ul className={table.cards} aria-label={t('title')}>
        {items.map((d) => (
          <Card key={d.id} delivery={d} />
        ))}
      </ul>
    </div>
  );
}

function Topic({ delivery }: { delivery: Delivery }) {
  return (
    <Link to={`/deliveries/${encodeURIComponent(delivery.id)}`} className={table.rowLink}>
      {delivery.topic}
    </Link>
  );
}

function Row({ delivery: d }: { delivery: Delivery }) {
  const { t } = useTranslation('deliveries');
  const f = useFormat();
  const words = useDeliveryWords();
  return (
    <tr>
      <td className="num muted">{f.dateTime(d.receivedAt)}</td>
      <td>
        <Topic delivery={d} />
      </td>
      <td className={`num ${classes.clip}`}>{words.subject(d.subject)}</td>
      <td>
        <Tag tone={stateTones[d.state]}>{t(`state.${d.state}`)}</Tag>
      </td>
      <td className={classes.clip}>{d.problem || words.outcome(d.outcome)}</td>
      <td className={`${table.right} num`}>{f.number(d.attempts)}</td>
    </tr>
  );
}

function Card({ delivery: d }: { delivery: Delivery }) {
  const { t } = useTranslation('deliveries');
  const f = useFormat();
  const words = useDeliveryWords();
  return (
    <li>
      <div className={classes.spread}>
        <Topic delivery={d} />
        <Tag tone={stateTones[d.state]}>{t(`state.${d.state}`)}</Tag>
      </div>
      <div className={`${classes.spread} muted small num`}>
        <span>{f.dateTime(d.receivedAt)}</span>
        <span>{t('attemptsPart', { count: d.attempts, value: f.number(d.attempts) })}</span>
      </div>
      {(d.problem || d.subject) && <div className="muted small truncate">{d.problem || words.subject(d.subject)}</div>}
    </li>
  );
}

const skeletonRows = 10;

function ListSkeleton() {
  return (
    <div className={classes.skeleton}>
      <LoadingNote />
      {Array.from({ length: skeletonRows }, (_, i) => (
        <Skeleton key={i} height={34} />
      ))}
    </div>
  );
}
