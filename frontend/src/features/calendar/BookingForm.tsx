import { Button, Modal, Skeleton, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Service, Staff } from '../../api/appointments';
import { allowed } from '../../api/scopes';
import { Empty } from '../../ui/Page';
import { servicesQuery, staffQuery, useBook } from './api';
import { ContactField, type Guest, nobody } from './ContactField';
import { InvoiceChoice, priceOf } from './InvoiceChoice';
import { Refusal } from './Refusal';
import { type Choice, choiceOf, ServiceFields, wishFrom } from './ServiceFields';
import { TimeChoice } from './TimeChoice';
import type { Clock } from './useClock';
import { WhyNot } from './WhyNot';
import classes from './Calendar.module.css';

const noteLengthMax = 2000;

interface FormProps {
  /** The day that is proposed. */
  day: string;
  /** An empty time that was pressed. */
  start?: number;
  staff?: string;
  clock: Clock;
  onClose: () => void;
}

/** Books for somebody who called or wrote: what, with whom, when and for whom. */
export function BookingForm(props: FormProps) {
  const { t } = useTranslation(['calendar', 'common']);
  const services = useQuery(servicesQuery);
  const staff = useQuery(staffQuery);
  const offered = services.data?.filter((s) => s.enabled);
  return (
    <Modal opened onClose={props.onClose} title={t('new')} size="lg" closeButtonProps={{ 'aria-label': t('common:close') }}>
      {!(offered && staff.data) && <Skeleton height={280} />}
      {offered?.length === 0 && <Empty title={t('noServices')}>{t('noServicesText')}</Empty>}
      {offered && offered.length > 0 && staff.data && <Fields {...props} services={offered} everybody={staff.data} />}
    </Modal>
  );
}

// The key is made once per opening, so that one form makes one booking.
function Fields({ day: proposed, start: pressed, staff = '', clock, onClose, services, everybody }: FormProps & { services: Service[]; everybody: Staff[] }) {
  const { t } = useTranslation(['calendar', 'common']);
  const [key] = useState(() => crypto.randomUUID());
  const [choice, setChoice] = useState<Choice>(() => choiceOf(services[0], staff));
  const [day, setDay] = useState(pressed === undefined ? proposed : clock.zone.wall(pressed).date);
  const [start, setStart] = useState(pressed);
  const [guest, setGuest] = useState<Guest>(nobody);
  const [note, setNote] = useState('');
  const [missing, setMissing] = useState(false);
  const [hours, setHours] = useState(0);
  const [declined, setDeclined] = useState(false);
  const book = useBook();
  const wish = wishFrom(choice);
  const price = priceOf(services, choice);
  const invoiceHours = price > 0 ? hours : 0;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setMissing(start === undefined);
    if (start === undefined) return;
    const may = invoiceHours === 0 || (await allowed('write_draft_orders'));
    setDeclined(!may);
    if (!may) return;
    const { contact, name, email, phone } = guest;
    book.mutate(
      { key, ...choice, start: new Date(start).toISOString(), contact: contact || undefined, name: name.trim(), email: email.trim(), phone: phone.trim(), note: note.trim(), ...(invoiceHours > 0 && { invoiceHours }) },
      {
        onSuccess: (made) => {
          notifications.show({ message: t('booked', { when: clock.dateTime(Date.parse(made.start)) }) });
          onClose();
        },
      },
    );
  };
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)} noValidate>
      <ServiceFields choice={choice} services={services} staff={everybody} onChange={setChoice} />
      <TextInput
        type="date"
        label={t('field.day')}
        value={day}
        onChange={(e) => {
          setDay(e.currentTarget.value);
          setStart(undefined);
        }}
      />
      <TimeChoice
        wish={wish}
        day={day}
        clock={clock}
        value={start}
        error={missing && start === undefined ? t('times.missing') : undefined}
        onChoose={(time) => setStart(Date.parse(time.start))}
        onDay={setDay}
      />
      <WhyNot wish={wish} day={day} clock={clock} staff={everybody} />
      <ContactField guest={guest} onChange={setGuest} />
      <Textarea label={t('field.note')} autosize minRows={1} maxRows={5} maxLength={noteLengthMax} value={note} onChange={(e) => setNote(e.currentTarget.value)} />
      {price > 0 && <InvoiceChoice price={price} hours={hours} needsEmail={!guest.contact && guest.email.trim() === ''} declined={declined} onChange={setHours} />}
      {book.isError && <Refusal error={book.error} />}
      <div className={classes.foot}>
        <span className="num" aria-live="polite">
          {start !== undefined && clock.dateTime(start)}
        </span>
        <Button variant="default" onClick={onClose}>
          {t('common:cancel')}
        </Button>
        <Button type="submit" loading={book.isPending}>
          {t('book')}
        </Button>
      </div>
    </form>
  );
}
