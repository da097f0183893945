import { Button, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contactsQuery } from './api';
import classes from './Calendar.module.css';

const restMs = 250;
export const lengthMax = { name: 120, email: 254, phone: 40 };

/** Whom a booking is for: somebody on record, or whoever says a name. */
export interface Guest {
  contact: string;
  name: string;
  email: string;
  phone: string;
}

export const nobody: Guest = { contact: '', name: '', email: '', phone: '' };

export function ContactField({ guest, onChange }: { guest: Guest; onChange: (guest: Guest) => void }) {
  const { t } = useTranslation('calendar');
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), restMs);
  const found = useQuery(contactsQuery(search));
  const people = (search && found.data?.items) || [];
  if (guest.contact) {
    return (
      <div className={classes.chosen}>
        <div>
          <strong>{guest.name || guest.email}</strong>
          <p className="muted small">{[guest.email, guest.phone].filter(Boolean).join(' · ')}</p>
        </div>
        <Button variant="default" size="compact-sm" onClick={() => onChange(nobody)}>
          {t('contact.other')}
        </Button>
      </div>
    );
  }
  const text = (name: 'name' | 'email' | 'phone', type: string) => (
    <TextInput
      type={type}
      label={t(`contact.${name}`)}
      maxLength={lengthMax[name]}
      value={guest[name]}
      onChange={(e) => onChange({ ...guest, [name]: e.currentTarget.value })}
    />
  );
  return (
    <>
      <Select
        label={t('contact.search')}
        placeholder={t('contact.placeholder')}
        searchable
        value={null}
        searchValue={typed}
        onSearchChange={setTyped}
        filter={({ options }) => options} // the server has looked already
        data={people.map((p) => ({ value: p.id, label: [p.name || p.email, p.name && p.email].filter(Boolean).join(' · ') }))}
        nothingFoundMessage={search ? t(found.isFetching ? 'contact.searching' : 'contact.nobody') : undefined}
        onChange={(id) => {
          const person = people.find((p) => p.id === id);
          if (person) onChange({ contact: person.id, name: person.name ?? '', email: person.email ?? '', phone: person.phone ?? '' });
        }}
      />
      <p className="muted small">{t('contact.orFree')}</p>
      <div className={classes.pair}>
        {text('name', 'text')}
        {text('email', 'email')}
        {text('phone', 'tel')}
      </div>
    </>
  );
}
