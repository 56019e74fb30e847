<?XML VERSION="1.0"?>
<CHANNEL HREF="http://desk.example/" BASE="http://desk.example/news/">
  <TITLE>Desk channel</TITLE>
  <ITEM HREF="one.html" LASTMOD="1998-04-06T23:05:43-05:00">
    <TITLE>Item one</TITLE>
    <ABSTRACT>What item one is about.</ABSTRACT>
  </ITEM>
</CHANNEL>
