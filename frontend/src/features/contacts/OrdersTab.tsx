import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import type { OrderRow } from '../../api/types';
import { useFormat } from '../../ui/format';
import { Empty, Section } from '../../ui/Page';
import { Tag, type Tone } from '../../ui/Tag';
import table from '../../ui/Table.module.css';
import classes from './Contact.module.css';

export const statusTones: Record<OrderRow['status'], Tone> = {
  unpaid: 'warn',
  paid: 'good',
  partially_refunded: 'plain',
  refunded: 'plain',
  cancelled: 'bad',
  disputed: 'warn',
  lost: 'bad',
};

/** The address that opens an order over the page one is on. */
function useOrderAddress() {
  const { search } = useLocation();
  return (id: string) => {
    const params = new URLSearchParams(search);
    params.set('order', id);
    return { search: params.toString() };
  };
}

export function OrdersTab({ orders, total }: { orders: OrderRow[]; total: number }) {
  const { t } = useTranslation('contacts');
  const f = useFormat();
  if (orders.length === 0) {
    return (
      <Section>
        <Empty title={t('orders.empty')} />
      </Section>
    );
  }
  return (
    <Section flush>
      <table className={`${table.table} ${table.hover} ${table.hasCards}`}>
        <thead>
          <tr>
            <th scope="col">{t('orders.column.order')}</th>
            <th scope="col">{t('orders.column.date')}</th>
            <th scope="col">{t('orders.column.status')}</th>
            <th scope="col" className={table.right}>{t('orders.column.total')}</th>
            <th scope="col" className={table.right}>{t('orders.column.points')}</th>
          </tr>
        </thead>
        <tbody>
          {orders.map((o) => (
            <tr key={o.id}>
              <td>
                <OrderLink order={o} />
              </td>
              <td className="num">{f.date(o.createdAt)}</td>
              <td>
                <Status order={o} />
              </td>
              <td className={`${table.right} num`}>{f.money(o.total)}</td>
              <td className={`${table.right} num`}>
                <OrderPoints order={o} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <ul className={table.cards}>
        {orders.map((o) => (
          <li key={o.id}>
            <div className={classes.spread}>
              <OrderLink order={o} />
              <span className="num">
                <OrderPoints order={o} />
              </span>
            </div>
            <div className={`${classes.spread} muted small num`}>
              <span>{f.date(o.createdAt)}</span>
              <span>{f.money(o.total)}</span>
            </div>
            <Status order={o} />
          </li>
        ))}
      </ul>
      {total > orders.length && <p className={`${classes.foot} muted small`}>{t('orders.newest', { value: f.number(orders.length) })}</p>}
    </Section>
  );
}

function OrderLink({ order }: { order: OrderRow }) {
  const { t } = useTranslation('contacts');
  const address = useOrderAddress();
  return (
    <Link
      to={address(order.id)}
      preventScrollReset
      className={`${table.rowLink} num`}
      aria-label={t('orders.open', { name: order.name })}
    >
      {order.name}
    </Link>
  );
}

export function Status({ order }: { order: OrderRow }) {
  const { t } = useTranslation('contacts');
  return (
    <span className={classes.tags}>
      <Tag tone={statusTones[order.status]}>{t(`orders.status.${order.status}`)}</Tag>
      {order.test && <Tag tone="quiet">{t('orders.test')}</Tag>}
    </span>
  );
}

function OrderPoints({ order }: { order: OrderRow }) {
  const { t } = useTranslation('contacts');
  const f = useFormat();
  return (
    <>
      <span className={classes.strong}>{f.number(order.points)}</span>
      {order.pending > 0 && <span className="muted small"> {t('pendingPart', { value: f.number(order.pending) })}</span>}
    </>
  );
}
