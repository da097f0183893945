import { Button, Modal, Skeleton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PrivacyRequest } from '../../api/types';
import { useFormat } from '../../ui/format';
import { Empty, LoadingNote, Page, Section } from '../../ui/Page';
import { Pager, usePager } from '../../ui/Pager';
import { Problem } from '../../ui/Problem';
import { Tag } from '../../ui/Tag';
import table from '../../ui/Table.module.css';
import { privacyQuery, useDownload, useHandedOver } from './api';
import classes from './Privacy.module.css';

export function PrivacyPage() {
  const { t } = useTranslation('privacy');
  const pager = usePager();
  const requests = useQuery(privacyQuery(pager.cursor));
  const [handing, setHanding] = useState<PrivacyRequest>();
  const download = useDownload();
  const items = requests.data?.items ?? [];
  const actions = { onDownload: (r: PrivacyRequest) => download.mutate(r.id), onHand: setHanding };
  return (
    <Page title={t('title')} intro={t('intro')}>
      {download.isError && <Problem inline error={download.error} />}
      <Section flush>
        {requests.isError && !requests.data && <Problem error={requests.error} onRetry={() => void requests.refetch()} />}
        {requests.isPending && (
          <div className={classes.skeleton}>
            <LoadingNote />
            <Skeleton height={40} />
            <Skeleton height={40} />
            <Skeleton height={40} />
          </div>
        )}
        {requests.data && items.length === 0 && <Empty title={t('empty.title')}>{t('empty.text')}</Empty>}
        {items.length > 0 && <Requests items={items} now={requests.dataUpdatedAt} {...actions} />}
        <Pager pager={pager} count={items.length} next={requests.data?.nextCursor} />
      </Section>
      <HandOver request={handing} onClose={() => setHanding(undefined)} />
    </Page>
  );
}

interface Shared {
  /** When the list was read, in milliseconds; lateness is judged by it. */
  now: number;
  onDownload: (request: PrivacyRequest) => void;
  onHand: (request: PrivacyRequest) => void;
}

function Requests({ items, ...shared }: Shared & { items: PrivacyRequest[] }) {
  const { t } = useTranslation('privacy');
  return (
    <>
      <table className={`${table.table} ${table.hasCards} ${classes.rows}`}>
        <thead>
          <tr>
            <th scope="col">{t('column.kind')}</th>
            <th scope="col">{t('column.subject')}</th>
            <th scope="col">{t('column.received')}</th>
            <th scope="col">{t('column.due')}</th>
            <th scope="col">{t('column.state')}</th>
            <th scope="col">
              <span className="visually-hidden">{t('column.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((r) => (
            <Row key={r.id} request={r} {...shared} />
          ))}
        </tbody>
      </table>
      <ul className={table.cards} aria-label={t('title')}>
        {items.map((r) => (
          <Card key={r.id} request={r} {...shared} />
        ))}
      </ul>
    </>
  );
}

const stateTones = { open: 'plain', ready: 'warn', done: 'good' } as const;

function Due({ request: r, now }: { request: PrivacyRequest; now: number }) {
  const { t } = useTranslation('privacy');
  const f = useFormat();
  if (r.state === 'done') return <span className="muted num">{r.doneAt ? t('doneAt', { date: f.date(r.doneAt) }) : '–'}</span>;
  const late = new Date(r.dueAt).getTime() < now;
  return (
    <span className="num">
      {f.date(r.dueAt)}{' '}
      {late ? <Tag tone="bad">{t('overdue')}</Tag> : <span className="muted small">{f.relative(r.dueAt, now)}</span>}
    </span>
  );
}

function Buttons({ request: r, onDownload, onHand }: Shared & { request: PrivacyRequest }) {
  const { t } = useTranslation('privacy');
  if (r.kind !== 'data_request' || r.state === 'open') return null;
  return (
    <span className={classes.buttons}>
      <Button variant="default" aria-label={t('downloadFor', { subject: r.subject })} onClick={() => onDownload(r)}>
        {t('download')}
      </Button>
      {r.state === 'ready' && (
        <Button variant="default" aria-label={t('handFor', { subject: r.subject })} onClick={() => onHand(r)}>
          {t('hand')}
        </Button>
      )}
    </span>
  );
}

function Row(props: Shared & { request: PrivacyRequest }) {
  const { t } = useTranslation('privacy');
  const f = useFormat();
  const r = props.request;
  return (
    <tr>
      <td className={classes.kind}>{t(`kind.${r.kind}`)}</td>
      <td className={classes.subject}>{r.subject || '–'}</td>
      <td className="num">{f.date(r.receivedAt)}</td>
      <td>
        <Due request={r} now={props.now} />
      </td>
      <td>
        <Tag tone={stateTones[r.state]}>{t(`state.${r.state}`)}</Tag>
      </td>
      <td className={table.right}>
        <Buttons {...props} />
      </td>
    </tr>
  );
}

function Card(props: Shared & { request: PrivacyRequest }) {
  const { t } = useTranslation('privacy');
  const r = props.request;
  return (
    <li>
      <div className={classes.spread}>
        <span className={classes.kind}>{t(`kind.${r.kind}`)}</span>
        <Tag tone={stateTones[r.state]}>{t(`state.${r.state}`)}</Tag>
      </div>
      <div className={`${classes.spread} muted`}>
        <span className="truncate">{r.subject}</span>
        <Due request={r} now={props.now} />
      </div>
      <Buttons {...props} />
    </li>
  );
}

function HandOver({ request, onClose }: { request: PrivacyRequest | undefined; onClose: () => void }) {
  const { t } = useTranslation(['privacy', 'common']);
  const handed = useHandedOver();
  const confirm = () =>
    request &&
    handed.mutate(request.id, {
      onSuccess: () => {
        notifications.show({ message: t('handed') });
        onClose();
      },
    });
  return (
    <Modal opened={request !== undefined} onClose={onClose} title={t('confirmTitle')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <p>{t('confirmText')}</p>
      {handed.isError && <Problem inline error={handed.error} />}
      <div className={classes.foot}>
        <Button variant="default" data-autofocus onClick={onClose}>
          {t('common:cancel')}
        </Button>
        <Button loading={handed.isPending} onClick={confirm}>
          {t('confirm')}
        </Button>
      </div>
    </Modal>
  );
}
