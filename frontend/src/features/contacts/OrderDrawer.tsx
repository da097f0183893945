import { Drawer, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { OrderDetail } from '../../api/types';
import { useFormat } from '../../ui/format';
import { LoadingNote } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { orderQuery } from './api';
import { useCause } from './cause';
import { Status } from './OrdersTab';
import { WhyBlock } from './WhyBlock';
import classes from './Contact.module.css';

/** What one order was worth and why; opened by the address. */
export function OrderDrawer({ contactId }: { contactId: string }) {
  const { t } = useTranslation(['contacts', 'common']);
  const [params, setParams] = useSearchParams();
  const orderId = params.get('order') ?? '';
  const order = useQuery({ ...orderQuery(contactId, orderId), enabled: orderId !== '' });
  const close = () =>
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        next.delete('order');
        return next;
      },
      { preventScrollReset: true },
    );
  return (
    <Drawer
      opened={orderId !== ''}
      onClose={close}
      position="right"
      size={560}
      title={order.data ? t('orders.detail', { name: order.data.order.name }) : t('orders.column.order')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {order.isPending && (
        <>
          <LoadingNote />
          <Skeleton height={360} />
        </>
      )}
      {order.isError && <Problem error={order.error} onRetry={() => void order.refetch()} />}
      {order.data && <Detail detail={order.data} />}
    </Drawer>
  );
}

function Detail({ detail }: { detail: OrderDetail }) {
  const f = useFormat();
  const { order } = detail;
  return (
    <div className={classes.detail}>
      <p className={classes.tags}>
        <Status order={order} />
        <span className="muted">{f.dateTime(order.createdAt)}</span>
        <span className={`num ${classes.strong}`}>{f.money(order.total)}</span>
      </p>
      <div className={classes.blocks}>
        <WhyBlock why={detail.why} />
      </div>
      <Refunds refunds={detail.why.refunds} />
      <Entries entries={detail.entries} />
    </div>
  );
}

function Refunds({ refunds }: { refunds: OrderDetail['why']['refunds'] }) {
  const { t } = useTranslation('contacts');
  const f = useFormat();
  return (
    <div>
      <h3 className={classes.subhead}>{t('orders.refunds')}</h3>
      {refunds.length === 0 && <p className="muted">{t('orders.noRefunds')}</p>}
      <ul>
        {refunds.map((refund) => (
          <li key={refund.id} className={`${classes.item} ${classes.spread}`}>
            <span>
              {t(`orders.refund.${refund.kind}`)} <span className="muted">· {f.date(refund.at)}</span>
              {!refund.settled && <span className="muted"> · {t('orders.unsettled')}</span>}
            </span>
            <span className="num">{f.money({ ...refund.amount, minor: -refund.amount.minor })}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Entries({ entries }: { entries: OrderDetail['entries'] }) {
  const { t } = useTranslation(['contacts', 'ledger']);
  const f = useFormat();
  const cause = useCause();
  if (entries.length === 0) return null;
  return (
    <div>
      <h3 className={classes.subhead}>{t('orders.entries')}</h3>
      <ul>
        {entries.map((entry) => {
          const moved = entry.change !== 0 ? entry.change : entry.pendingChange;
          return (
            <li key={entry.id} className={`${classes.item} ${classes.spread}`}>
              <span>
                {t(`ledger:entry.${entry.kind}`)} <span className="muted">· {cause(entry.cause)} · {f.date(entry.at)}</span>
              </span>
              <span className={moved < 0 ? 'num bad' : 'num'}>{f.signed(moved)}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
