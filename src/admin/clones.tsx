import { useForm } from '@strapi/strapi/admin';
import { useEffect } from 'react';
import { useMatch } from 'react-router-dom';

interface Form {
  readonly values: Readonly<Record<string, unknown>>;
  readonly onChange: (field: string, value: unknown) => void;
}

/**
 * Empties the slug in the form of a clone, so that it is made anew. It shows nothing; Strapi calls what a panel
 * consists of within the form.
 */
export const ClonedSlug = (): null => {
  const isClone = useMatch('/content-manager/:kind/:uid/clone/:origin') !== null;
  const slug = useForm<unknown>('ClonedSlug', (form) => (form as unknown as Form).values.slug);
  const onChange = useForm<Form['onChange']>('ClonedSlug', (form) => (form as unknown as Form).onChange);
  useEffect(() => {
    if (isClone && typeof slug === 'string') onChange('slug', '');
    // Not whenever it changes: what is typed afterwards stays.
  }, [isClone]);
  return null;
};
