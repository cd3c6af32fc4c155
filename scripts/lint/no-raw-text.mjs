// All text that people read goes through i18n keys: t('feed.title'). Letters written into a component are text that
// nobody can translate.

const hasLetters = (text) => /\p{L}{2,}|^\s*\p{L}\s*$/u.test(text);
const spoken = new Set([
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'aria-valuetext',
  'title',
  'placeholder',
  'label',
  'alt',
]);

function literalText(node) {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node?.type === 'TemplateLiteral') return node.quasis.map((quasi) => quasi.value.cooked ?? '').join(' ');
  if (node?.type === 'JSXExpressionContainer') return literalText(node.expression);
  if (node?.type === 'ConditionalExpression') return literalText(node.consequent) || literalText(node.alternate);
  if (node?.type === 'LogicalExpression') return literalText(node.right);
  return '';
}

export default {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      child: "Text goes through a key: t('some.key') instead of “{{ text }}”.",
      attribute: "{{ attribute }} is read to people: t('some.key') instead of “{{ text }}”.",
    },
  },
  create(context) {
    const reportChild = (node, text) => {
      if (hasLetters(text)) context.report({ node, messageId: 'child', data: { text: text.trim().slice(0, 40) } });
    };
    return {
      JSXText: (node) => reportChild(node, node.value),
      'JSXElement > JSXExpressionContainer': (node) => reportChild(node, literalText(node)),
      'JSXFragment > JSXExpressionContainer': (node) => reportChild(node, literalText(node)),
      JSXAttribute(node) {
        const attribute = node.name.type === 'JSXIdentifier' ? node.name.name : '';
        if (!spoken.has(attribute)) return;
        const text = literalText(node.value);
        if (hasLetters(text))
          context.report({ node, messageId: 'attribute', data: { attribute, text: text.slice(0, 40) } });
      },
    };
  },
};
