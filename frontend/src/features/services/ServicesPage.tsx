import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type Service, servicesQuery, staffQuery } from '../../api/catalogue';
import { useFormat } from '../../ui/format';
import { Empty, LoadingNote, Page, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import stack from '../../ui/Stack.module.css';
import table from '../../ui/Table.module.css';
import { Tag } from '../../ui/Tag';
import { useDeleteService } from './api';
import classes from './Services.module.css';

/** What can be booked. */
export function ServicesPage() {
  const { t } = useTranslation('services');
  const services = useQuery(servicesQuery);
  const items = services.data?.items ?? [];
  const add = (
    <Button component={Link} to="/services/new">
      {t('add')}
    </Button>
  );
  return (
    <Page title={t('title')} intro={t('intro')}>
      <Section flush>
        {services.isError && !services.data && <Problem error={services.error} onRetry={() => void services.refetch()} />}
        {services.isPending && (
          <div className={classes.skeleton}>
            <LoadingNote />
            <Skeleton height={40} />
            <Skeleton height={40} />
          </div>
        )}
        {services.data && items.length === 0 && (
          <Empty title={t('empty.title')} action={add}>
            {t('empty.text')}
          </Empty>
        )}
        {services.data && items.length > 0 && (
          <>
            <div className={classes.toolbar}>{add}</div>
            <List items={items} currency={services.data.currency} />
          </>
        )}
      </Section>
    </Page>
  );
}

function List({ items, currency }: { items: Service[]; currency: string }) {
  const { t } = useTranslation('services');
  const remove = useDeleteService();
  return (
    <>
      {remove.isError && <Problem inline error={remove.error} />}
      <table className={`${table.table} ${stack.stack}`}>
        <thead>
          <tr>
            <th scope="col">{t('column.service')}</th>
            <th scope="col">{t('column.length')}</th>
            <th scope="col">{t('column.price')}</th>
            <th scope="col">{t('column.staff')}</th>
            <th scope="col">{t('column.state')}</th>
            <th scope="col">
              <span className="visually-hidden">{t('column.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((service) => (
            <Row key={service.id} service={service} currency={currency} onRemove={() => remove.mutate(service.id)} />
          ))}
        </tbody>
      </table>
    </>
  );
}

function Row({ service, currency, onRemove }: { service: Service; currency: string; onRemove: () => void }) {
  const { t } = useTranslation('services');
  const f = useFormat();
  const lengths = service.variants.map((v) => v.durationMinutes);
  const prices = service.variants.map((v) => v.priceMinor);
  const range = (values: number[], say: (value: number) => string) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return low === high ? say(low) : `${say(low)} – ${say(high)}`;
  };
  return (
    <tr>
      <td className={stack.wide}>
        {service.title}
        <div className="muted small">{t(`payment.how.${service.payment.how as 'free'}`)}</div>
      </td>
      <td className="num" data-label={t('column.length')}>{range(lengths, (n) => t('minutes', { value: f.number(n) }))}</td>
      <td className="num" data-label={t('column.price')}>
        {Math.max(...prices) === 0 ? '–' : range(prices, (minor) => f.money({ minor, currency }))}
      </td>
      <td data-label={t('column.staff')}>
        <Who ids={service.staff} />
      </td>
      <td>
        <Tag tone={service.enabled ? 'good' : 'quiet'}>{t(service.enabled ? 'on' : 'off')}</Tag>
      </td>
      <td>
        <span className={stack.buttons}>
          <Button variant="default" component={Link} to={`/services/${service.id}`} aria-label={t('editFor', { name: service.title })}>
            {t('edit')}
          </Button>
          <Button variant="default" aria-label={t('removeFor', { name: service.title })} disabled={service.enabled} onClick={onRemove}>
            {t('remove')}
          </Button>
        </span>
      </td>
    </tr>
  );
}

/** Who performs a service, by name while these are few. */
function Who({ ids }: { ids: string[] }) {
  const { t, i18n } = useTranslation('services');
  const f = useFormat();
  const staff = useQuery(staffQuery).data?.items ?? [];
  if (ids.length === 0) return t('everybody');
  const names = staff.filter((s) => ids.includes(s.id)).map((s) => s.name);
  if (ids.length > 3 || names.length < ids.length) return t('staffCount', { count: ids.length, value: f.number(ids.length) });
  return new Intl.ListFormat(i18n.language).format(names);
}
