import { styled } from 'styled-components';

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

/** Text as it was sent or received. The Tab key reaches it, so that it can be scrolled without a mouse. */
export const Code = ({ label, children }: { label: string; children: string }) => (
  <Scrolled tabIndex={0} role="region" aria-label={label}>
    {children}
  </Scrolled>
);
