import { Box, Flex, Loader, Typography } from '@strapi/design-system';
import { useId, type ReactNode } from 'react';
import { styled } from 'styled-components';
import { useTexts } from './texts';

/** A part of the page with its name. */
export const Section = ({ title, children }: { title: string; children: ReactNode }) => {
  const id = useId();
  return (
    <Box tag="section" aria-labelledby={id}>
      <Typography
        id={id}
        tag="h2"
        variant="delta"
        fontWeight="semiBold"
        textColor="neutral800"
        paddingBottom={3}
      >
        {title}
      </Typography>
      {children}
    </Box>
  );
};

interface NoteProps {
  readonly children: ReactNode;
  readonly isError?: boolean;
}

export const Note = ({ children, isError = false }: NoteProps) => (
  <Typography variant="omega" tag="p" textColor={isError ? 'danger600' : 'neutral800'}>
    {children}
  </Typography>
);

/** Stands where something is not there yet, or could not be fetched. */
export const Missing = ({ isError, text }: { isError: boolean; text?: string | undefined }) => {
  const { t } = useTexts();
  return (
    <Flex justifyContent="center" padding={8}>
      {isError ? <Note isError>{text ?? t('error')}</Note> : <Loader small>{t('loading')}</Loader>}
    </Flex>
  );
};

const Scrolled = styled.pre`
  max-height: 32rem;
  margin: 0;
  padding: 1.2rem;
  overflow: auto;
  border: 1px solid ${({ theme }) => theme.colors.neutral200};
  border-radius: ${({ theme }) => theme.borderRadius};
  background: ${({ theme }) => theme.colors.neutral100};
  color: ${({ theme }) => theme.colors.neutral800};
  font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
  font-size: 1.2rem;
  line-height: 1.8rem;
  white-space: pre-wrap;
  overflow-wrap: anywhere;
`;

/** Text as it went over the wire; reached by the Tab key, so that it can be scrolled without a mouse. */
export const Code = ({ label, children }: { label: string; children: string }) => (
  <Scrolled tabIndex={0} role="region" aria-label={label}>
    {children}
  </Scrolled>
);

/** A moment both ways: how far away it is, and exactly. */
export const Moment = ({ at }: { at: string }) => {
  const { moment, relative } = useTexts();
  return (
    <time dateTime={at}>
      <Typography tag="div" textColor="neutral800">
        {relative(at)}
      </Typography>
      <Typography tag="div" variant="pi" textColor="neutral600">
        {moment(at)}
      </Typography>
    </time>
  );
};
