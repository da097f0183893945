import { Button, Modal, Skeleton, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { performs, type Service, type Staff } from '../../api/appointments';
import { Empty } from '../../ui/Page';
import { servicesQuery, staffQuery, useBook } from './api';
import { lengthMax } from './ContactField';
import { Refusal } from './Refusal';
import { type Choice, choiceOf, ServiceFields, wishFrom } from './ServiceFields';
import type { Clock } from './useClock';
import { useVerdict } from './useVerdict';
import { Verdict } from './Verdict';
import { minuteOf, timeOf } from './zone';
import classes from './Calendar.module.css';

const lastServiceKey = 'clientele.walkIn.service';

interface WalkInProps {
  start: number;
  staff: string;
  clock: Clock;
  /** Leads to the whole form, at the same time. */
  onMore: (start: number, staff: string) => void;
  onClose: () => void;
}

/** Books whoever stands at the door: a press on an empty time and one on save. */
export function WalkInDialog(props: WalkInProps) {
  const { t } = useTranslation(['calendar', 'common']);
  const services = useQuery(servicesQuery);
  const staff = useQuery(staffQuery);
  const offered = services.data?.filter((s) => s.enabled);
  const performed = offered?.filter((s) => !props.staff || performs(s, props.staff));
  return (
    <Modal opened onClose={props.onClose} title={t('walkIn.title')} size="sm" closeButtonProps={{ 'aria-label': t('common:close') }}>
      {!(offered && staff.data) && <Skeleton height={160} />}
      {offered?.length === 0 && <Empty title={t('noServices')}>{t('noServicesText')}</Empty>}
      {offered && offered.length > 0 && staff.data && (
        <Fields {...props} services={performed?.length ? performed : offered} everybody={staff.data} />
      )}
    </Modal>
  );
}

/** The service that was booked last at this desk comes first the next time. */
const lastService = () => sessionStorage.getItem(lastServiceKey);

function Fields({ start: pressed, staff, clock, onMore, onClose, services, everybody }: WalkInProps & { services: Service[]; everybody: Staff[] }) {
  const { t } = useTranslation(['calendar', 'common']);
  const [key] = useState(() => crypto.randomUUID());
  const [choice, setChoice] = useState<Choice>(() => choiceOf(services.find((s) => s.id === lastService()) ?? services[0], staff));
  const [start, setStart] = useState(pressed);
  const [name, setName] = useState('');
  const book = useBook();
  const wish = { ...wishFrom(choice), walkIn: true };
  const at = new Date(start).toISOString();
  const { known } = useVerdict(wish, at, choice.staff);
  const { date, minute } = clock.zone.wall(start);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    book.mutate(
      { key, ...choice, start: at, name: name.trim(), walkIn: true },
      {
        onSuccess: () => {
          sessionStorage.setItem(lastServiceKey, choice.service);
          notifications.show({ message: t('booked', { when: clock.dateTime(start) }) });
          onClose();
        },
      },
    );
  };
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <TextInput
        type="time"
        step={300}
        label={clock.day(date)}
        value={timeOf(minute)}
        onChange={(e) => {
          const next = minuteOf(e.currentTarget.value);
          if (next !== undefined) setStart(clock.zone.instant(date, next));
        }}
      />
      <ServiceFields short choice={choice} services={services} staff={everybody} onChange={setChoice} />
      <TextInput label={t('contact.name')} data-autofocus placeholder={t('walkIn.anonymous')} maxLength={lengthMax.name} value={name} onChange={(e) => setName(e.currentTarget.value)} />
      <Verdict wish={wish} start={at} staff={everybody} />
      {book.isError && <Refusal error={book.error} />}
      <div className={classes.foot}>
        <Button variant="subtle" onClick={() => onMore(start, choice.staff)}>
          {t('walkIn.more')}
        </Button>
        <Button type="submit" loading={book.isPending} disabled={known?.free === false}>
          {t('walkIn.save')}
        </Button>
      </div>
    </form>
  );
}
