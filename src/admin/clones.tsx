/*
 * The slug of a clone.
 *
 * Why: Strapi fills the form of a clone with all values of the original, the slug too, which must be unique. An empty
 * slug is made from the title on saving.
 * Relies on: Strapi renders a panel inside the form, so that `useForm` works in it; the form's `values` and `onChange`;
 * and the address `/content-manager/<kind>/<uid>/clone/<id>`.
 * If one of them is gone: saving a clone fails until the editor has changed the slug.
 */
import { useForm } from '@strapi/strapi/admin';
import { useEffect } from 'react';
import { useMatch } from 'react-router-dom';

interface Form {
  readonly values: Readonly<Record<string, unknown>>;
  readonly onChange: (field: string, value: unknown) => void;
}

/** A panel that shows nothing. It empties the slug when the form of a clone is opened. */
export const ClonedSlug = (): null => {
  const isClone = useMatch('/content-manager/:kind/:uid/clone/:origin') !== null;
  const slug = useForm<unknown>('ClonedSlug', (form) => (form as unknown as Form).values.slug);
  const onChange = useForm<Form['onChange']>('ClonedSlug', (form) => (form as unknown as Form).onChange);
  useEffect(() => {
    if (isClone && typeof slug === 'string') onChange('slug', '');
    // Only when the form is opened: a slug that the editor types afterwards stays.
  }, [isClone]);
  return null;
};
