<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="pt_BR" sourcelanguage="en">
<context>
    <name>QObject</name>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Light theme</source>
        <translation>Tema c&amp;laro</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Dark theme</source>
        <translation>Tema &amp;escuro</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>S&amp;ystem theme</source>
        <translation>Tema do &amp;sistema</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;File</source>
        <translation>&amp;Arquivo</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Edit</source>
        <translation>&amp;Editar</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Draw</source>
        <translation>&amp;Desenhar</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Classes</source>
        <translation>&amp;Classes</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Kernels</source>
        <translation>&amp;Kernels</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Build</source>
        <translation>C&amp;onstruir</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Overlays</source>
        <translation>&amp;Sobreposições</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;View</source>
        <translation>E&amp;xibir</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Help</source>
        <translation>Aj&amp;uda</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;New project…</source>
        <translation>&amp;Novo projeto…</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Open project…</source>
        <translation>&amp;Abrir projeto…</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <location filename="gui/dialogs/unsaved.py"/>
        <source>&amp;Save</source>
        <translation>&amp;Salvar</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Save a version; the journal holds every edit already</source>
        <translation>Salvar uma versão; o diário já guarda cada edição</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Save &amp;as…</source>
        <translation>Salvar &amp;como…</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <location filename="gui/dialogs/paths.py"/>
        <source>Add &amp;images…</source>
        <translation>Adicionar &amp;imagens…</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Import &amp;markers, masks, classes…</source>
        <translation>Importar &amp;marcadores, máscaras, classes…</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Find moved images…</source>
        <translation>&amp;Localizar imagens movidas…</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Export…</source>
        <translation>&amp;Exportar…</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Write the encoder, markers or architecture for other programs</source>
        <translation>Gravar o codificador, os marcadores ou a arquitetura para outros programas</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Repor&amp;t…</source>
        <translation>Rela&amp;tório…</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Write a page on data, kernels, results and explanations</source>
        <translation>Gravar uma página sobre dados, kernels, resultados e explicações</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Save &amp;view…</source>
        <translation>Salvar &amp;vista…</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Save a picture of the view, as PNG or SVG</source>
        <translation>Salvar uma imagem da vista, como PNG ou SVG</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Copy vie&amp;w</source>
        <translation>C&amp;opiar vista</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <location filename="gui/dialogs/predict.py"/>
        <source>&amp;Copy command line</source>
        <translation>Copiar linha &amp;de comando</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Copy the command that repeats the build without the window</source>
        <translation>Copiar o comando que repete a construção sem a janela</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>C&amp;lose project</source>
        <translation>&amp;Fechar projeto</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Quit</source>
        <translation>Sai&amp;r</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Undo</source>
        <translation>&amp;Desfazer</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Redo</source>
        <translation>&amp;Refazer</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Delete marker</source>
        <translation>E&amp;xcluir marcador</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Delete &amp;all markers of the image</source>
        <translation>Excluir &amp;todos os marcadores da imagem</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Image &amp;class…</source>
        <translation>&amp;Classe da imagem…</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Give the selected images a class, which the panel Identification learns; then press its digit</source>
        <translation>Dar uma classe às imagens selecionadas, que o painel Identificação aprende; depois, tecle o dígito dela</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Pixel &amp;size…</source>
        <translation>Ta&amp;manho do pixel…</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Select</source>
        <translation>&amp;Selecionar</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Select and move markers; drag the image</source>
        <translation>Selecionar e mover marcadores; arrastar a imagem</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Disk</source>
        <translation>&amp;Disco</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Draw a disk with a click</source>
        <translation>Desenhar um disco com um clique</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>S&amp;troke</source>
        <translation>&amp;Traço</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Draw a stroke with a drag; Shift draws straight lines</source>
        <translation>Desenhar um traço arrastando; com Shift, linhas retas</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Erase</source>
        <translation>&amp;Apagar</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Erase parts of markers</source>
        <translation>Apagar partes de marcadores</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Why here?</source>
        <translation>&amp;Por que aqui?</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Click a pixel, or drag around a region, to see which strokes made it</source>
        <translation>Clicar em um pixel, ou contornar uma região, para ver quais traços a geraram</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>S&amp;maller radius</source>
        <translation>Raio &amp;menor</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Larger radius</source>
        <translation>Rai&amp;o maior</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>S&amp;uggest places</source>
        <translation>S&amp;ugerir lugares</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Number the places on the image that are worth marking next</source>
        <translation>Numerar os lugares da imagem que mais vale a pena marcar</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Next suggestion</source>
        <translation>Pró&amp;xima sugestão</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Previous suggestion</source>
        <translation>Sugestão a&amp;nterior</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Pre&amp;view the suggestion</source>
        <translation>Pré-&amp;visualizar a sugestão</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Accept the suggestion</source>
        <translation>A&amp;ceitar a sugestão</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>S&amp;kip the suggestion</source>
        <translation>Pu&amp;lar a sugestão</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Delete kernels</source>
        <translation>&amp;Excluir kernels</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Delete the selected kernels; the next build leaves them out</source>
        <translation>Excluir os kernels selecionados; a próxima construção os deixa de fora</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Del</source>
        <translation>Del</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Restore kernels</source>
        <translation>&amp;Restaurar kernels</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <location filename="gui/panels/kernels/panel.py"/>
        <source>Restore the selected deleted kernels</source>
        <translation>Restaurar os kernels excluídos selecionados</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Invert kernels</source>
        <translation>&amp;Inverter kernels</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Invert the sign of the selected kernels</source>
        <translation>Inverter o sinal dos kernels selecionados</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Learn the encoder from the markers</source>
        <translation>Aprender o codificador com os marcadores</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Live</source>
        <translation>Ao &amp;vivo</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Build after every change</source>
        <translation>Construir após cada mudança</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Cancel the build</source>
        <translation>&amp;Cancelar a construção</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Predict folder…</source>
        <translation>&amp;Predizer pasta…</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Write masks, tables and outlines of a folder of images</source>
        <translation>Gravar máscaras, tabelas e contornos de uma pasta de imagens</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Saliency</source>
        <translation>&amp;Saliência</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Kernel &amp;activation</source>
        <translation>&amp;Ativação do kernel</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Block saliency</source>
        <translation>Saliência do &amp;bloco</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Error</source>
        <translation>&amp;Erro</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Outline of the &amp;mask</source>
        <translation>Contorno da &amp;máscara</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <location filename="gui/widgets/appearance_menu.py"/>
        <source>&amp;Fill the mask</source>
        <translation>&amp;Preencher a máscara</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Outline of the &amp;reference mask</source>
        <translation>Contorno da máscara de &amp;referência</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Mar&amp;kers</source>
        <translation>Marcad&amp;ores</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Recepti&amp;ve field at the pointer</source>
        <translation>Campo recept&amp;ivo no ponteiro</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Outline of the &amp;tissue</source>
        <translation>Contorno do &amp;tecido</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Previous build</source>
        <translation>Construção a&amp;nterior</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Hide all overlays</source>
        <translation>Oc&amp;ultar todas as sobreposições</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Pre&amp;vious image</source>
        <translation>Imagem a&amp;nterior</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Next image</source>
        <translation>Pró&amp;xima imagem</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Zoom &amp;in</source>
        <translation>&amp;Ampliar</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Zoom out</source>
        <translation>Redu&amp;zir</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Whole image</source>
        <translation>Ima&amp;gem inteira</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>A&amp;ctual pixels</source>
        <translation>Taman&amp;ho real</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <location filename="gui/widgets/appearance_menu.py"/>
        <source>Scale &amp;bar</source>
        <translation>&amp;Barra de escala</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <location filename="gui/widgets/appearance_menu.py"/>
        <source>&amp;Overview map</source>
        <translation>&amp;Visão geral</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Side b&amp;y side</source>
        <translation>Lad&amp;o a lado</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Show two linked views of the image</source>
        <translation>Mostrar duas vistas vinculadas da imagem</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Results</source>
        <translation>Re&amp;sultados</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Masks, objects and measures of all images</source>
        <translation>Máscaras, objetos e medidas de todas as imagens</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Results as a full pa&amp;ge</source>
        <translation>&amp;Resultados em página inteira</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Ob&amp;jects</source>
        <translation>Ob&amp;jetos</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Number and measure the objects of the image</source>
        <translation>Numerar e medir os objetos da imagem</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Plo&amp;ts</source>
        <translation>Gráfi&amp;cos</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Areas, precision and recall, measures</source>
        <translation>Áreas, precisão e revocação, medidas</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Why &amp;here?</source>
        <translation>Por &amp;que aqui?</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>The strokes and kernels that made the saliency at a place</source>
        <translation>Os traços e kernels que geraram a saliência em um lugar</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Attributions</source>
        <translation>A&amp;tribuições</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>The pixels that the saliency at a place depends on</source>
        <translation>Os pixels de que depende a saliência em um lugar</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Maps</source>
        <translation>&amp;Mapas</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Kernels, marker patches and images in a plane, like beside like</source>
        <translation>Kernels, patches de marcadores e imagens em um plano, os parecidos lado a lado</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Li&amp;kes</source>
        <translation>Pre&amp;feridos</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>The patches of all images that excite the shown kernel most</source>
        <translation>Os patches de todas as imagens que mais excitam o kernel mostrado</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Fine-tuning</source>
        <translation>Aj&amp;uste fino</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Train the network of the last build further</source>
        <translation>Continuar o treino da rede da última construção</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Slide</source>
        <translation>&amp;Lâmina</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>The levels and the tissue of the image</source>
        <translation>Os níveis e o tecido da imagem</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>I&amp;dentification</source>
        <translation>I&amp;dentificação</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Classes of whole images: accuracy, confusions and mistakes</source>
        <translation>Classes de imagens inteiras: acurácia, confusões e erros</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Next pa&amp;nel</source>
        <translation>Próximo pai&amp;nel</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Pre&amp;vious panel</source>
        <translation>Painel anteri&amp;or</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Keys and mouse</source>
        <translation>Teclas e &amp;mouse</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Change keys…</source>
        <translation>Al&amp;terar teclas…</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Guide</source>
        <translation>&amp;Guia</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Documentation</source>
        <translation>&amp;Documentação</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>T&amp;utorial</source>
        <translation>T&amp;utorial</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;First steps</source>
        <translation>&amp;Primeiros passos</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;Try the demo</source>
        <translation>&amp;Abrir a demonstração</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>&amp;About flimbuilder</source>
        <translation>&amp;Sobre o flimbuilder</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>The build was stopped; the last one stays</source>
        <translation>A construção foi interrompida; a última permanece</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Files of other programs, matched to the images by name</source>
        <translation>Arquivos de outros programas, associados às imagens pelo nome</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <location filename="gui/canvas/hud.py"/>
        <source>Search a folder for moved images by their content</source>
        <translation>Procurar imagens movidas em uma pasta pelo conteúdo</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Copy a picture of the view</source>
        <translation>Copiar uma imagem da vista</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Delete the selected marker</source>
        <translation>Excluir o marcador selecionado</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Give areas in µm² and a scale bar in µm</source>
        <translation>Dar áreas em µm² e uma barra de escala em µm</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Show what the disk would change, before it is drawn</source>
        <translation>Mostrar o que o disco mudaria, antes de desenhá-lo</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Return</source>
        <translation>Enter</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Hold Q to hide them briefly</source>
        <translation>Segure Q para ocultá-las por um instante</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Q (hold)</source>
        <translation>Q (segurar)</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Show image pixels at the size of screen pixels</source>
        <translation>Mostrar os pixels da imagem no tamanho dos pixels da tela</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Move the focus from the image to the panels, in a ring</source>
        <translation>Passar o foco da imagem para os painéis, em círculo</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Give actions other keys; export and import them</source>
        <translation>Dar outras teclas às ações; exportá-las e importá-las</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>How to work with the window, with pictures</source>
        <translation>Como trabalhar com a janela, com figuras</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>All pages in the web browser, from this computer</source>
        <translation>Todas as páginas no navegador, deste computador</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Ten minutes with images of coins, from a new project to counts</source>
        <translation>Dez minutos com imagens de moedas, de um novo projeto às contagens</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Four steps above the image, from the first disk to the results</source>
        <translation>Quatro passos acima da imagem, do primeiro disco aos resultados</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Create and open a small project of real images with markers</source>
        <translation>Criar e abrir um pequeno projeto de imagens reais com marcadores</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <location filename="gui/panels/classes/panel.py"/>
        <source>Class of the next marker</source>
        <translation>Classe do próximo marcador</translation>
    </message>
    <message>
        <location filename="gui/action_table.py"/>
        <source>Class {0}</source>
        <translation>Classe {0}</translation>
    </message>
    <message>
        <location filename="gui/banner.py"/>
        <source>Apply these edits to the project</source>
        <translation>Aplicar estas edições ao projeto</translation>
    </message>
    <message>
        <location filename="gui/banner.py"/>
        <source>Return to the saved version; backups/ keeps a copy of the edits</source>
        <translation>Voltar à versão salva; backups/ guarda uma cópia das edições</translation>
    </message>
    <message>
        <location filename="gui/banner.py"/>
        <source>flimbuilder ended before {0} could be saved. Recover or discard?</source>
        <translation>O flimbuilder fechou antes de salvar {0}. Recuperar ou descartar?</translation>
    </message>
    <message>
        <location filename="gui/banner.py"/>
        <source>Show the edits that the other window has made</source>
        <translation>Mostrar as edições que a outra janela fez</translation>
    </message>
    <message>
        <location filename="gui/banner.py"/>
        <source>Edit the project in this window</source>
        <translation>Editar o projeto nesta janela</translation>
    </message>
    <message>
        <location filename="gui/banner.py"/>
        <source>&amp;Take over</source>
        <translation>&amp;Assumir</translation>
    </message>
    <message>
        <location filename="gui/banner.py"/>
        <source>Choose the values that learning sees as 0 and 1</source>
        <translation>Escolher os valores que o aprendizado vê como 0 e 1</translation>
    </message>
    <message>
        <location filename="gui/banner.py"/>
        <source>Decoder learned from markers, automatic threshold and boundary</source>
        <translation>Decodificador aprendido com os marcadores, limiar e contorno automáticos</translation>
    </message>
    <message>
        <location filename="gui/banner.py"/>
        <source>Zoom to the largest error, ready to draw there</source>
        <translation>Ampliar o maior erro, já pronto para desenhar ali</translation>
    </message>
    <message>
        <location filename="gui/banner.py"/>
        <source>&amp;Recover</source>
        <translation>&amp;Recuperar</translation>
    </message>
    <message>
        <location filename="gui/banner.py"/>
        <source>&amp;Discard</source>
        <translation>&amp;Descartar</translation>
    </message>
    <message>
        <location filename="gui/banner.py"/>
        <source>&amp;Follow</source>
        <translation>A&amp;companhar</translation>
    </message>
    <message>
        <location filename="gui/banner.py"/>
        <source>Show edits as the other window makes them</source>
        <translation>Mostrar as edições à medida que a outra janela as faz</translation>
    </message>
    <message>
        <location filename="gui/banner.py"/>
        <source>&amp;Reload</source>
        <translation>&amp;Recarregar</translation>
    </message>
    <message>
        <location filename="gui/banner.py"/>
        <source>The other window has closed the project.</source>
        <translation>A outra janela fechou o projeto.</translation>
    </message>
    <message>
        <location filename="gui/banner.py"/>
        <source>Set &amp;window…</source>
        <translation>Definir &amp;faixa…</translation>
    </message>
    <message>
        <location filename="gui/banner.py"/>
        <location filename="gui/messages.py"/>
        <location filename="gui/widgets/preview_line.py"/>
        <source>Dismiss</source>
        <translation>Dispensar</translation>
    </message>
    <message>
        <location filename="gui/banner.py"/>
        <source>Use the &amp;automatic settings</source>
        <translation>Usar as configurações a&amp;utomáticas</translation>
    </message>
    <message>
        <location filename="gui/banner.py"/>
        <source>Show the &amp;place</source>
        <translation>Mostrar o &amp;lugar</translation>
    </message>
    <message>
        <location filename="gui/banner.py"/>
        <source>{0:.0f} % of the marked pixels are right</source>
        <translation>{0:.0f} % dos pixels marcados estão certos</translation>
    </message>
    <message>
        <location filename="gui/banner.py"/>
        <source>the automatic settings may do better</source>
        <translation>as configurações automáticas podem dar mais certo</translation>
    </message>
    <message>
        <location filename="gui/banner.py"/>
        <source>draw a stroke of class {0} at the worst place, then build</source>
        <translation>desenhe um traço da classe {0} no pior lugar e construa</translation>
    </message>
    <message>
        <location filename="gui/banner.py"/>
        <source>Edits discarded; backups/ keeps a copy</source>
        <translation>Edições descartadas; backups/ guarda uma cópia</translation>
    </message>
    <message>
        <location filename="gui/banner.py"/>
        <source>Open in another window: read-only.</source>
        <translation>Aberto em outra janela: somente leitura.</translation>
    </message>
    <message>
        <location filename="gui/banner.py"/>
        <source>Dice {0:.2f}</source>
        <translation>Dice {0:.2f}</translation>
    </message>
    <message>
        <location filename="gui/banner.py"/>
        <source>{0} recovered</source>
        <translation>Recuperado: {0}</translation>
    </message>
    <message>
        <location filename="gui/banner.py"/>
        <source>Open on {0}: read-only.</source>
        <translation>Aberto em {0}: somente leitura.</translation>
    </message>
    <message>
        <location filename="gui/canvas/canvas.py"/>
        <location filename="gui/canvas/panes.py"/>
        <location filename="gui/panels/attributions/panel.py"/>
        <source>Image</source>
        <translation>Imagem</translation>
    </message>
    <message>
        <location filename="gui/canvas/canvas.py"/>
        <source>Reading {0}, {1} x {2}…</source>
        <translation>Lendo {0}, {1} x {2}…</translation>
    </message>
    <message>
        <location filename="gui/canvas/canvas.py"/>
        <source>Radius {} px</source>
        <translation>Raio de {} px</translation>
    </message>
    <message>
        <location filename="gui/canvas/channel_table.py"/>
        <location filename="gui/panels/why/rows.py"/>
        <source>Red</source>
        <translation>Vermelho</translation>
    </message>
    <message>
        <location filename="gui/canvas/channel_table.py"/>
        <location filename="gui/panels/why/rows.py"/>
        <source>Green</source>
        <translation>Verde</translation>
    </message>
    <message>
        <location filename="gui/canvas/channel_table.py"/>
        <location filename="gui/panels/why/rows.py"/>
        <source>Blue</source>
        <translation>Azul</translation>
    </message>
    <message>
        <location filename="gui/canvas/channel_table.py"/>
        <source>Cyan</source>
        <translation>Ciano</translation>
    </message>
    <message>
        <location filename="gui/canvas/channel_table.py"/>
        <source>Magenta</source>
        <translation>Magenta</translation>
    </message>
    <message>
        <location filename="gui/canvas/channel_table.py"/>
        <source>Yellow</source>
        <translation>Amarelo</translation>
    </message>
    <message>
        <location filename="gui/canvas/channel_table.py"/>
        <location filename="gui/canvas/contrast_form.py"/>
        <source>White</source>
        <translation>Branco</translation>
    </message>
    <message>
        <location filename="gui/canvas/channel_table.py"/>
        <source>Show this channel</source>
        <translation>Mostrar este canal</translation>
    </message>
    <message>
        <location filename="gui/canvas/channel_table.py"/>
        <source>Colour of this channel</source>
        <translation>Cor deste canal</translation>
    </message>
    <message>
        <location filename="gui/canvas/channel_table.py"/>
        <source>Set the window of this channel</source>
        <translation>Definir a faixa deste canal</translation>
    </message>
    <message>
        <location filename="gui/canvas/channel_table.py"/>
        <location filename="gui/canvas/contrast_form.py"/>
        <source>Channel {}</source>
        <translation>Canal {}</translation>
    </message>
    <message>
        <location filename="gui/canvas/channel_table.py"/>
        <source>{} is visible</source>
        <translation>{} visível</translation>
    </message>
    <message>
        <location filename="gui/canvas/channel_table.py"/>
        <source>Colour of {}</source>
        <translation>Cor de {}</translation>
    </message>
    <message>
        <location filename="gui/canvas/contrast.py"/>
        <source>Contrast</source>
        <translation>Contraste</translation>
    </message>
    <message>
        <location filename="gui/canvas/contrast.py"/>
        <source> (automatic)</source>
        <translation> (automático)</translation>
    </message>
    <message>
        <location filename="gui/canvas/contrast.py"/>
        <location filename="gui/dialogs/companions.py"/>
        <location filename="gui/dialogs/intensity_window.py"/>
        <location filename="gui/dialogs/predict.py"/>
        <location filename="gui/panels/attributions/panel.py"/>
        <location filename="gui/panels/identification/rows.py"/>
        <location filename="gui/panels/images/panel.py"/>
        <location filename="gui/panels/plots/areas_chart.py"/>
        <location filename="gui/suggestion_line.py"/>
        <source>{0} of {1}</source>
        <translation>{0} de {1}</translation>
    </message>
    <message>
        <location filename="gui/canvas/contrast.py"/>
        <source>Mix: {0} of {1} channels</source>
        <translation>Mistura: {0} de {1} canais</translation>
    </message>
    <message>
        <location filename="gui/canvas/contrast.py"/>
        <source>, gamma {0:g}</source>
        <translation>, gama {0:g}</translation>
    </message>
    <message>
        <location filename="gui/canvas/contrast.py"/>
        <source>Contrast {0}{1}{2}. Display only: learning sees {3} as 0 to 1</source>
        <translation>Contraste {0}{1}{2}. Só na exibição: o aprendizado vê {3} como 0 a 1</translation>
    </message>
    <message>
        <location filename="gui/canvas/contrast_form.py"/>
        <location filename="gui/panels/results/model.py"/>
        <source>All</source>
        <translation>Todos</translation>
    </message>
    <message>
        <location filename="gui/canvas/contrast_form.py"/>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source>Automatic</source>
        <translation>Automático</translation>
    </message>
    <message>
        <location filename="gui/canvas/contrast_form.py"/>
        <source>8-bit images unchanged; others with 0.5 % black and 0.5 % white</source>
        <translation>Imagens de 8 bits sem mudança; as outras com 0,5 % de preto e 0,5 % de branco</translation>
    </message>
    <message>
        <location filename="gui/canvas/contrast_form.py"/>
        <source>As learned</source>
        <translation>Como aprendido</translation>
    </message>
    <message>
        <location filename="gui/canvas/contrast_form.py"/>
        <source>Log counts</source>
        <translation>Contagens em log</translation>
    </message>
    <message>
        <location filename="gui/canvas/contrast_form.py"/>
        <source>Below 1, dark values become brighter</source>
        <translation>Abaixo de 1, os valores escuros ficam mais claros</translation>
    </message>
    <message>
        <location filename="gui/canvas/contrast_form.py"/>
        <source>Stretch</source>
        <translation>Esticar</translation>
    </message>
    <message>
        <location filename="gui/canvas/contrast_form.py"/>
        <source>Black and white at the percentiles 0.3 and 99.7</source>
        <translation>Preto e branco nos percentis 0,3 e 99,7</translation>
    </message>
    <message>
        <location filename="gui/canvas/contrast_form.py"/>
        <location filename="gui/panels/decoder/panel.py"/>
        <source>Reset</source>
        <translation>Redefinir</translation>
    </message>
    <message>
        <location filename="gui/canvas/contrast_form.py"/>
        <source>Automatic limits, gamma 1 and the usual colours</source>
        <translation>Limites automáticos, gama 1 e as cores habituais</translation>
    </message>
    <message>
        <location filename="gui/canvas/contrast_form.py"/>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Channel</source>
        <translation>Canal</translation>
    </message>
    <message>
        <location filename="gui/canvas/contrast_form.py"/>
        <source>Black, white</source>
        <translation>Preto, branco</translation>
    </message>
    <message>
        <location filename="gui/canvas/contrast_form.py"/>
        <source>Gamma</source>
        <translation>Gama</translation>
    </message>
    <message>
        <location filename="gui/canvas/contrast_form.py"/>
        <source>Display only: learning is not affected.</source>
        <translation>Só na exibição: não afeta o aprendizado.</translation>
    </message>
    <message>
        <location filename="gui/canvas/contrast_form.py"/>
        <source>Black</source>
        <translation>Preto</translation>
    </message>
    <message>
        <location filename="gui/canvas/contrast_form.py"/>
        <source>All, in colour</source>
        <translation>Todos, em cores</translation>
    </message>
    <message>
        <location filename="gui/canvas/contrast_form.py"/>
        <source>First</source>
        <translation>Primeiro</translation>
    </message>
    <message>
        <location filename="gui/canvas/contrast_form.py"/>
        <source>Black and white are what learning sees as 0 and 1: {0}</source>
        <translation>Preto e branco são o que o aprendizado vê como 0 e 1: {0}</translation>
    </message>
    <message>
        <location filename="gui/canvas/contrast_form.py"/>
        <source>Mix in colours</source>
        <translation>Misturar em cores</translation>
    </message>
    <message>
        <location filename="gui/canvas/hud.py"/>
        <location filename="gui/panels/images/model.py"/>
        <source>No reference mask</source>
        <translation>Sem máscara de referência</translation>
    </message>
    <message>
        <location filename="gui/canvas/hud.py"/>
        <source>Can&apos;t use the reference mask; see the decoder panel</source>
        <translation>Não é possível usar a máscara de referência; veja o painel do decodificador</translation>
    </message>
    <message>
        <location filename="gui/canvas/hud.py"/>
        <source>Find moved images…</source>
        <translation>Localizar imagens movidas…</translation>
    </message>
    <message>
        <location filename="gui/canvas/hud.py"/>
        <location filename="gui/canvas/panes.py"/>
        <source>Previous build</source>
        <translation>Construção anterior</translation>
    </message>
    <message>
        <location filename="gui/canvas/hud.py"/>
        <location filename="gui/suggestion_line.py"/>
        <source>Preview</source>
        <translation>Prévia</translation>
    </message>
    <message>
        <location filename="gui/canvas/hud.py"/>
        <location filename="gui/panels/decoder/measures_table.py"/>
        <location filename="gui/panels/finetuning/pictures.py"/>
        <location filename="gui/panels/overlays.py"/>
        <location filename="gui/widgets/preview_line.py"/>
        <source>Before</source>
        <translation>Antes</translation>
    </message>
    <message>
        <location filename="gui/canvas/hud.py"/>
        <source>Missed</source>
        <translation>Não detectado</translation>
    </message>
    <message>
        <location filename="gui/canvas/hud.py"/>
        <source>False</source>
        <translation>Falso</translation>
    </message>
    <message>
        <location filename="gui/canvas/hud.py"/>
        <location filename="gui/canvas/panes.py"/>
        <location filename="gui/dialogs/files.py"/>
        <location filename="gui/panels/images/panel.py"/>
        <source>Reference mask</source>
        <translation>Máscara de referência</translation>
    </message>
    <message>
        <location filename="gui/canvas/hud.py"/>
        <source>Left out</source>
        <translation>De fora</translation>
    </message>
    <message>
        <location filename="gui/canvas/hud.py"/>
        <location filename="gui/dialogs/files.py"/>
        <source>Tissue</source>
        <translation>Tecido</translation>
    </message>
    <message>
        <location filename="gui/canvas/hud.py"/>
        <location filename="gui/canvas/panes.py"/>
        <location filename="gui/panels/images/commands.py"/>
        <source>Mask</source>
        <translation>Máscara</translation>
    </message>
    <message>
        <location filename="gui/canvas/hud.py"/>
        <source>From image {}</source>
        <translation>Da imagem {}</translation>
    </message>
    <message>
        <location filename="gui/canvas/hud.py"/>
        <source>Mask: {}</source>
        <translation>Máscara: {}</translation>
    </message>
    <message>
        <location filename="gui/canvas/intensity_plot.py"/>
        <source>Histogram of intensities</source>
        <translation>Histograma das intensidades</translation>
    </message>
    <message>
        <location filename="gui/canvas/intensity_plot.py"/>
        <source>Drag the ends of the window: black at the left, white at the right</source>
        <translation>Arraste as pontas da faixa: preto à esquerda, branco à direita</translation>
    </message>
    <message>
        <location filename="gui/canvas/overview.py"/>
        <source>Overview</source>
        <translation>Visão geral</translation>
    </message>
    <message>
        <location filename="gui/canvas/overview.py"/>
        <source>The visible part of the image; click or drag to move it</source>
        <translation>A parte visível da imagem; clique ou arraste para movê-la</translation>
    </message>
    <message>
        <location filename="gui/canvas/panes.py"/>
        <source>What this pane shows</source>
        <translation>O que esta vista mostra</translation>
    </message>
    <message>
        <location filename="gui/canvas/panes.py"/>
        <location filename="gui/panels/attributions/panel.py"/>
        <location filename="gui/panels/overlays.py"/>
        <source>Saliency</source>
        <translation>Saliência</translation>
    </message>
    <message>
        <location filename="gui/canvas/panes.py"/>
        <location filename="gui/panels/overlays.py"/>
        <source>Error</source>
        <translation>Erro</translation>
    </message>
    <message>
        <location filename="gui/canvas/panes.py"/>
        <location filename="gui/panels/overlays.py"/>
        <source>Attribution</source>
        <translation>Atribuição</translation>
    </message>
    <message>
        <location filename="gui/canvas/panes.py"/>
        <source>Close this pane</source>
        <translation>Fechar esta vista</translation>
    </message>
    <message>
        <location filename="gui/canvas/panes.py"/>
        <source>Both panes</source>
        <translation>Ambas as vistas</translation>
    </message>
    <message>
        <location filename="gui/canvas/panes.py"/>
        <source>Image | saliency</source>
        <translation>Imagem | saliência</translation>
    </message>
    <message>
        <location filename="gui/canvas/panes.py"/>
        <source>Now | before</source>
        <translation>Agora | antes</translation>
    </message>
    <message>
        <location filename="gui/canvas/panes.py"/>
        <source>Block | block</source>
        <translation>Bloco | bloco</translation>
    </message>
    <message>
        <location filename="gui/canvas/panes.py"/>
        <source>Mask | reference</source>
        <translation>Máscara | referência</translation>
    </message>
    <message>
        <location filename="gui/canvas/panes.py"/>
        <source>This pane</source>
        <translation>Esta vista</translation>
    </message>
    <message>
        <location filename="gui/canvas/panes.py"/>
        <source>Saliency on block</source>
        <translation>Saliência no bloco</translation>
    </message>
    <message>
        <location filename="gui/canvas/panes.py"/>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Activation</source>
        <translation>Ativação</translation>
    </message>
    <message>
        <location filename="gui/canvas/panes.py"/>
        <source>block {0}, kernel {1}</source>
        <translation>bloco {0}, kernel {1}</translation>
    </message>
    <message>
        <location filename="gui/canvas/panes.py"/>
        <source>Selected: {0}</source>
        <translation>Selecionado: {0}</translation>
    </message>
    <message>
        <location filename="gui/canvas/panes.py"/>
        <source>block {0}</source>
        <translation>bloco {0}</translation>
    </message>
    <message>
        <location filename="gui/canvas/panes.py"/>
        <source>Activation: {0}</source>
        <translation>Ativação: {0}</translation>
    </message>
    <message>
        <location filename="gui/canvas/panes.py"/>
        <source>Saliency on block {0}</source>
        <translation>Saliência no bloco {0}</translation>
    </message>
    <message>
        <location filename="gui/canvas/panes.py"/>
        <location filename="gui/panels/identification/choosers.py"/>
        <location filename="gui/panels/identification/poolings.py"/>
        <location filename="gui/panels/kernels/controls.py"/>
        <location filename="gui/panels/maps/choosers.py"/>
        <source>Block {0}</source>
        <translation>Bloco {0}</translation>
    </message>
    <message>
        <location filename="gui/canvas/panes.py"/>
        <location filename="gui/panels/kernels/model.py"/>
        <source>Kernel {0}</source>
        <translation>Kernel {0}</translation>
    </message>
    <message>
        <location filename="gui/canvas/second_canvas.py"/>
        <source>Image, second pane</source>
        <translation>Imagem, segunda vista</translation>
    </message>
    <message>
        <location filename="gui/coach.py"/>
        <source>Hide; Help shows them again</source>
        <translation>Ocultar; o menu Ajuda os mostra de novo</translation>
    </message>
    <message>
        <location filename="gui/coach.py"/>
        <source>Draw a disk on an object</source>
        <translation>Faça um disco em um objeto</translation>
    </message>
    <message>
        <location filename="gui/coach.py"/>
        <source>Draw a stroke on the background</source>
        <translation>Faça um traço no fundo</translation>
    </message>
    <message>
        <location filename="gui/coach.py"/>
        <location filename="gui/panels/kernels/controls.py"/>
        <source>Build</source>
        <translation>Construir</translation>
    </message>
    <message>
        <location filename="gui/coach.py"/>
        <source>Look at the results, and correct</source>
        <translation>Veja os resultados e corrija</translation>
    </message>
    <message>
        <location filename="gui/coach.py"/>
        <source>done</source>
        <translation>feito</translation>
    </message>
    <message>
        <location filename="gui/coach.py"/>
        <source>to do</source>
        <translation>a fazer</translation>
    </message>
    <message>
        <location filename="gui/commands/help.py"/>
        <source>Writing the images of the tutorial</source>
        <translation>Gravando as imagens do tutorial</translation>
    </message>
    <message>
        <location filename="gui/commands/help.py"/>
        <source>Creating the demo</source>
        <translation>Criando a demonstração</translation>
    </message>
    <message>
        <location filename="gui/commands/help.py"/>
        <source>tutorial.md</source>
        <translation>pt_BR/tutorial.md</translation>
    </message>
    <message>
        <location filename="gui/commands/help.py"/>
        <source>The documentation is in {0}</source>
        <translation>A documentação está em {0}</translation>
    </message>
    <message>
        <location filename="gui/commands/help.py"/>
        <source>The demo is in {0}</source>
        <translation>A demonstração está em {0}</translation>
    </message>
    <message>
        <location filename="gui/commands/help.py"/>
        <source>The images of the tutorial are in {0}</source>
        <translation>As imagens do tutorial estão em {0}</translation>
    </message>
    <message>
        <location filename="gui/commands/language.py"/>
        <source>&amp;Language</source>
        <translation>&amp;Idioma</translation>
    </message>
    <message>
        <location filename="gui/commands/language.py"/>
        <source>&amp;As the system</source>
        <translation>Como o &amp;sistema</translation>
    </message>
    <message>
        <location filename="gui/commands/language.py"/>
        <source>The language changes when flimbuilder starts again</source>
        <translation>O idioma muda quando o flimbuilder for iniciado de novo</translation>
    </message>
    <message>
        <location filename="gui/commands/predict.py"/>
        <source>Copied, with the command that builds the saved version first: {0}</source>
        <translation>Copiado, com o comando que antes constrói a versão salva: {0}</translation>
    </message>
    <message>
        <location filename="gui/commands/predict.py"/>
        <location filename="gui/commands/project.py"/>
        <source>Copied: {0}</source>
        <translation>Copiado: {0}</translation>
    </message>
    <message>
        <location filename="gui/commands/project.py"/>
        <source>Creating the project</source>
        <translation>Criando o projeto</translation>
    </message>
    <message>
        <location filename="gui/commands/project.py"/>
        <source>Reading a slice</source>
        <translation>Lendo uma fatia</translation>
    </message>
    <message>
        <location filename="gui/commands/project.py"/>
        <source>Search for moved images in</source>
        <translation>Procurar imagens movidas em</translation>
    </message>
    <message>
        <location filename="gui/commands/project.py"/>
        <source>Copied: {0}  (builds the saved version; save your edits first)</source>
        <translation>Copiado: {0}  (constrói a versão salva; salve suas edições antes)</translation>
    </message>
    <message>
        <location filename="gui/commands/project.py"/>
        <source>{0} matches no image</source>
        <translation>{0} não corresponde a nenhuma imagem</translation>
    </message>
    <message>
        <location filename="gui/commands/project.py"/>
        <source>Floats from {0} to {1} have no natural range.</source>
        <translation>Números de ponto flutuante de {0} a {1} não têm faixa natural.</translation>
    </message>
    <message>
        <location filename="gui/commands/project.py"/>
        <source>All markers of {0} deleted</source>
        <translation>Todos os marcadores de {0} excluídos</translation>
    </message>
    <message>
        <location filename="gui/commands/project.py"/>
        <source>Marker {0} deleted</source>
        <translation>Marcador {0} excluído</translation>
    </message>
    <message>
        <location filename="gui/commands/project.py"/>
        <location filename="gui/panels/attributions/panel.py"/>
        <location filename="gui/panels/plots/panel.py"/>
        <source>Saved {0}</source>
        <translation>Salvo: {0}</translation>
    </message>
    <message>
        <location filename="gui/commands/project.py"/>
        <source>Saved as {0}</source>
        <translation>Salvo como {0}</translation>
    </message>
    <message>
        <location filename="gui/commands/report.py"/>
        <source>Write a report</source>
        <translation>Gravar um relatório</translation>
    </message>
    <message>
        <location filename="gui/commands/report.py"/>
        <source>Web page (*.html)</source>
        <translation>Página web (*.html)</translation>
    </message>
    <message>
        <location filename="gui/commands/report.py"/>
        <location filename="gui/commands/save_view.py"/>
        <source>Wrote {0}</source>
        <translation>Gravado: {0}</translation>
    </message>
    <message>
        <location filename="gui/commands/report.py"/>
        <source>{0}; see there what is left out</source>
        <translation>{0}; veja ali o que ficou de fora</translation>
    </message>
    <message>
        <location filename="gui/commands/save_view.py"/>
        <source>Reading the slide</source>
        <translation>Lendo a lâmina</translation>
    </message>
    <message>
        <location filename="gui/commands/save_view.py"/>
        <source>Copied a picture of {0} x {1} pixels</source>
        <translation>Copiada uma imagem de {0} x {1} pixels</translation>
    </message>
    <message>
        <location filename="gui/commands/save_view.py"/>
        <source>Saving the view</source>
        <translation>Salvando a vista</translation>
    </message>
    <message>
        <location filename="gui/commands/view.py"/>
        <source>There is no class {0}; add it in the Classes panel</source>
        <translation>Não há classe {0}; adicione-a no painel Classes</translation>
    </message>
    <message>
        <location filename="gui/commands/view.py"/>
        <source>Marker {0} is {1} now</source>
        <translation>O marcador {0} agora é {1}</translation>
    </message>
    <message>
        <location filename="gui/dialogs/class_name.py"/>
        <location filename="gui/dialogs/keys.py"/>
        <location filename="gui/dialogs/stack.py"/>
        <location filename="gui/panels/slide/panel.py"/>
        <source>Add</source>
        <translation>Adicionar</translation>
    </message>
    <message>
        <location filename="gui/dialogs/class_name.py"/>
        <source>Name</source>
        <translation>Nome</translation>
    </message>
    <message>
        <location filename="gui/dialogs/class_name.py"/>
        <location filename="gui/dialogs/new_project.py"/>
        <source>&amp;Name:</source>
        <translation>&amp;Nome:</translation>
    </message>
    <message>
        <location filename="gui/dialogs/class_name.py"/>
        <source>New class of {0}</source>
        <translation>Nova classe de {0}</translation>
    </message>
    <message>
        <location filename="gui/dialogs/class_name.py"/>
        <source>Enter a name</source>
        <translation>Digite um nome</translation>
    </message>
    <message>
        <location filename="gui/dialogs/export.py"/>
        <source>Export</source>
        <translation>Exportar</translation>
    </message>
    <message>
        <location filename="gui/dialogs/export.py"/>
        <location filename="gui/dialogs/save_view.py"/>
        <source>Path to write</source>
        <translation>Caminho de gravação</translation>
    </message>
    <message>
        <location filename="gui/dialogs/export.py"/>
        <location filename="gui/dialogs/save_view.py"/>
        <source>&amp;Format:</source>
        <translation>&amp;Formato:</translation>
    </message>
    <message>
        <location filename="gui/dialogs/export.py"/>
        <location filename="gui/dialogs/save_view.py"/>
        <source>&amp;Write to:</source>
        <translation>&amp;Gravar em:</translation>
    </message>
    <message>
        <location filename="gui/dialogs/export.py"/>
        <location filename="gui/dialogs/save_view.py"/>
        <source>Enter a path to write to</source>
        <translation>Digite um caminho de gravação</translation>
    </message>
    <message>
        <location filename="gui/dialogs/export.py"/>
        <source>PyTorch state dict (.pt)</source>
        <translation>state dict do PyTorch (.pt)</translation>
    </message>
    <message>
        <location filename="gui/dialogs/export.py"/>
        <source>Plain tensors, for torch.load(weights_only=True)</source>
        <translation>Tensores simples, para torch.load(weights_only=True)</translation>
    </message>
    <message>
        <location filename="gui/dialogs/export.py"/>
        <source>safetensors (.safetensors)</source>
        <translation>safetensors (.safetensors)</translation>
    </message>
    <message>
        <location filename="gui/dialogs/export.py"/>
        <source>Tensors, with the description of the model as metadata</source>
        <translation>Tensores, com a descrição do modelo como metadados</translation>
    </message>
    <message>
        <location filename="gui/dialogs/export.py"/>
        <source>Model folder with encoder.py</source>
        <translation>Pasta de modelo com encoder.py</translation>
    </message>
    <message>
        <location filename="gui/dialogs/export.py"/>
        <source>The whole model, with a Python file that runs it with torch alone; flimbuilder predict accepts it too</source>
        <translation>O modelo inteiro, com um arquivo Python que o executa só com torch; flimbuilder predict também o aceita</translation>
    </message>
    <message>
        <location filename="gui/dialogs/export.py"/>
        <source>Folder for FLIM-Builder, libift and pyflim</source>
        <translation>Pasta para FLIM-Builder, libift e pyflim</translation>
    </message>
    <message>
        <location filename="gui/dialogs/export.py"/>
        <source>Kernels, biases and classes; these programs need the same input and have no decoder</source>
        <translation>Kernels, vieses e classes; esses programas precisam da mesma entrada e não têm decodificador</translation>
    </message>
    <message>
        <location filename="gui/dialogs/export.py"/>
        <source>ONNX (.onnx)</source>
        <translation>ONNX (.onnx)</translation>
    </message>
    <message>
        <location filename="gui/dialogs/export.py"/>
        <source>The whole network, from image to saliency, for onnxruntime and other ONNX runtimes; needs no torch</source>
        <translation>A rede inteira, da imagem à saliência, para onnxruntime e outros ambientes ONNX; dispensa o torch</translation>
    </message>
    <message>
        <location filename="gui/dialogs/export.py"/>
        <source>PyTorch program (.pt2)</source>
        <translation>Programa PyTorch (.pt2)</translation>
    </message>
    <message>
        <location filename="gui/dialogs/export.py"/>
        <source>The whole network as a torch.export program; needs torch alone</source>
        <translation>A rede inteira como programa do torch.export; só precisa do torch</translation>
    </message>
    <message>
        <location filename="gui/dialogs/export.py"/>
        <source>BioImage.IO package (.zip)</source>
        <translation>Pacote BioImage.IO (.zip)</translation>
    </message>
    <message>
        <location filename="gui/dialogs/export.py"/>
        <source>The whole network with a test image and a description, for ilastik and other tools</source>
        <translation>A rede inteira com uma imagem de teste e uma descrição, para ilastik e outras ferramentas</translation>
    </message>
    <message>
        <location filename="gui/dialogs/export.py"/>
        <source>Markers as seeds files (-seeds.txt)</source>
        <translation>Marcadores como arquivos de sementes (-seeds.txt)</translation>
    </message>
    <message>
        <location filename="gui/dialogs/export.py"/>
        <source>One file per marked image, for libift and FLIM-Builder</source>
        <translation>Um arquivo por imagem marcada, para libift e FLIM-Builder</translation>
    </message>
    <message>
        <location filename="gui/dialogs/export.py"/>
        <source>Markers as images (.png)</source>
        <translation>Marcadores como imagens (.png)</translation>
    </message>
    <message>
        <location filename="gui/dialogs/export.py"/>
        <source>One image per marked image: 0 for unmarked pixels, else class + 1</source>
        <translation>Uma imagem por imagem marcada: 0 nos pixels não marcados; nos outros, classe + 1</translation>
    </message>
    <message>
        <location filename="gui/dialogs/export.py"/>
        <source>Markers as napari labels (.tif)</source>
        <translation>Marcadores como rótulos do napari (.tif)</translation>
    </message>
    <message>
        <location filename="gui/dialogs/export.py"/>
        <source>The same values as a 32-bit TIFF, which napari opens as a labels layer</source>
        <translation>Os mesmos valores em um TIFF de 32 bits, que o napari abre como camada de rótulos</translation>
    </message>
    <message>
        <location filename="gui/dialogs/export.py"/>
        <source>Markers as labelme annotations (.json)</source>
        <translation>Marcadores como anotações do labelme (.json)</translation>
    </message>
    <message>
        <location filename="gui/dialogs/export.py"/>
        <source>One file per marked image: disks become circles, strokes line strips, classes labels</source>
        <translation>Um arquivo por imagem marcada: discos viram círculos; traços, linhas; classes, rótulos</translation>
    </message>
    <message>
        <location filename="gui/dialogs/export.py"/>
        <source>Architecture as arch.json</source>
        <translation>Arquitetura como arch.json</translation>
    </message>
    <message>
        <location filename="gui/dialogs/export.py"/>
        <source>The blocks, for FLIM-Builder and pyflim</source>
        <translation>Os blocos, para FLIM-Builder e pyflim</translation>
    </message>
    <message>
        <location filename="gui/dialogs/export.py"/>
        <location filename="gui/dialogs/save_view.py"/>
        <source>{0}: this is a folder; enter the name of a file</source>
        <translation>{0}: é uma pasta; digite o nome de um arquivo</translation>
    </message>
    <message>
        <location filename="gui/dialogs/export.py"/>
        <source>{0}: this is a file; enter the name of a folder</source>
        <translation>{0}: é um arquivo; digite o nome de uma pasta</translation>
    </message>
    <message>
        <location filename="gui/dialogs/files.py"/>
        <source>Open a project: choose its folder (NAME.flim)</source>
        <translation>Abrir um projeto: escolha a pasta (NOME.flim)</translation>
    </message>
    <message>
        <location filename="gui/dialogs/files.py"/>
        <source>Save the project as</source>
        <translation>Salvar o projeto como</translation>
    </message>
    <message>
        <location filename="gui/dialogs/files.py"/>
        <source>Add images</source>
        <translation>Adicionar imagens</translation>
    </message>
    <message>
        <location filename="gui/dialogs/files.py"/>
        <location filename="gui/dialogs/new_project.py"/>
        <source>Architecture file</source>
        <translation>Arquivo da arquitetura</translation>
    </message>
    <message>
        <location filename="gui/dialogs/files.py"/>
        <source>Architectures</source>
        <translation>Arquiteturas</translation>
    </message>
    <message>
        <location filename="gui/dialogs/files.py"/>
        <source>All files</source>
        <translation>Todos os arquivos</translation>
    </message>
    <message>
        <location filename="gui/dialogs/files.py"/>
        <source>Tables</source>
        <translation>Tabelas</translation>
    </message>
    <message>
        <location filename="gui/dialogs/files.py"/>
        <source>Masks and outlines</source>
        <translation>Máscaras e contornos</translation>
    </message>
    <message>
        <location filename="gui/dialogs/files.py"/>
        <location filename="gui/dialogs/new_project.py"/>
        <location filename="gui/dialogs/predict.py"/>
        <location filename="gui/panels/architecture/forms.py"/>
        <location filename="gui/panels/images/panel.py"/>
        <location filename="gui/panels/maps/choosers.py"/>
        <location filename="gui/panels/plots/panel.py"/>
        <source>Images</source>
        <translation>Imagens</translation>
    </message>
    <message>
        <location filename="gui/dialogs/guide.py"/>
        <source>Guide</source>
        <translation>Guia</translation>
    </message>
    <message>
        <location filename="gui/dialogs/guide.py"/>
        <source>Find in the page</source>
        <translation>Localizar na página</translation>
    </message>
    <message>
        <location filename="gui/dialogs/guide.py"/>
        <source>Find in the page (Ctrl+F)</source>
        <translation>Localizar na página (Ctrl+F)</translation>
    </message>
    <message>
        <location filename="gui/dialogs/guide.py"/>
        <source>Back (Alt+Left)</source>
        <translation>Voltar (Alt+Esquerda)</translation>
    </message>
    <message>
        <location filename="gui/dialogs/help.py"/>
        <source>Keys and mouse</source>
        <translation>Teclas e mouse</translation>
    </message>
    <message>
        <location filename="gui/dialogs/help.py"/>
        <source>About flimbuilder</source>
        <translation>Sobre o flimbuilder</translation>
    </message>
    <message>
        <location filename="gui/dialogs/help.py"/>
        <source>Learn convolutional encoders from a few disks and strokes drawn on images.</source>
        <translation>Aprenda codificadores convolucionais com alguns discos e traços desenhados nas imagens.</translation>
    </message>
    <message>
        <location filename="gui/dialogs/help.py"/>
        <source>Mouse</source>
        <translation>Mouse</translation>
    </message>
    <message>
        <location filename="gui/dialogs/help.py"/>
        <source>Draw with the tool</source>
        <translation>Desenhar com a ferramenta</translation>
    </message>
    <message>
        <location filename="gui/dialogs/help.py"/>
        <source>drag, or click</source>
        <translation>arrastar ou clicar</translation>
    </message>
    <message>
        <location filename="gui/dialogs/help.py"/>
        <source>Straight line</source>
        <translation>Linha reta</translation>
    </message>
    <message>
        <location filename="gui/dialogs/help.py"/>
        <source>Shift+drag</source>
        <translation>Shift+arrastar</translation>
    </message>
    <message>
        <location filename="gui/dialogs/help.py"/>
        <source>Zoom</source>
        <translation>Zoom</translation>
    </message>
    <message>
        <location filename="gui/dialogs/help.py"/>
        <source>wheel</source>
        <translation>roda</translation>
    </message>
    <message>
        <location filename="gui/dialogs/help.py"/>
        <source>Move the image</source>
        <translation>Mover a imagem</translation>
    </message>
    <message>
        <location filename="gui/dialogs/help.py"/>
        <source>Space or middle drag</source>
        <translation>Espaço ou botão do meio</translation>
    </message>
    <message>
        <location filename="gui/dialogs/help.py"/>
        <location filename="gui/dialogs/save_view.py"/>
        <source>Whole image</source>
        <translation>Imagem inteira</translation>
    </message>
    <message>
        <location filename="gui/dialogs/help.py"/>
        <source>middle double click</source>
        <translation>clique duplo do meio</translation>
    </message>
    <message>
        <location filename="gui/dialogs/help.py"/>
        <location filename="gui/panels/classes/panel.py"/>
        <source>Radius</source>
        <translation>Raio</translation>
    </message>
    <message>
        <location filename="gui/dialogs/help.py"/>
        <source>Ctrl+wheel, Ctrl+drag</source>
        <translation>Ctrl+roda, Ctrl+arrastar</translation>
    </message>
    <message>
        <location filename="gui/dialogs/help.py"/>
        <source>Cancel the stroke</source>
        <translation>Cancelar o traço</translation>
    </message>
    <message>
        <location filename="gui/dialogs/help.py"/>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <location filename="gui/dialogs/intensity_window.py"/>
        <source>range of the type</source>
        <translation>faixa do tipo</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <source>Import markers, masks and classes</source>
        <translation>Importar marcadores, máscaras e classes</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <source>Import</source>
        <translation>Importar</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <source>Folder of images</source>
        <translation>Pasta de imagens</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <location filename="gui/dialogs/new_project.py"/>
        <source>Folder of markers</source>
        <translation>Pasta de marcadores</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <location filename="gui/dialogs/new_project.py"/>
        <source>Folder of masks</source>
        <translation>Pasta de máscaras</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <source>Table of classes</source>
        <translation>Tabela de classes</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <source>CSV file: image, class; for identification</source>
        <translation>Arquivo CSV: imagem, classe; para identificação</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <source>the images of the project</source>
        <translation>as imagens do projeto</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <source>NAME-seeds.txt, label images, or NAME.json</source>
        <translation>NOME-seeds.txt, imagens de rótulos ou NOME.json</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <source>NAME.png, not 0 on objects</source>
        <translation>NOME.png, diferente de 0 nos objetos</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <source>Files are matched to the images by name, as NAME-seeds.txt or NAME_mask.png.</source>
        <translation>Os arquivos são associados às imagens pelo nome, como NOME-seeds.txt ou NOME_mask.png.</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <source>&amp;Markers:</source>
        <translation>&amp;Marcadores:</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <source>&amp;Radius for labelme:</source>
        <translation>&amp;Raio para labelme:</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <source>Mas&amp;ks:</source>
        <translation>Má&amp;scaras:</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <source>Label &amp;values:</source>
        <translation>&amp;Valores dos rótulos:</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <source>&amp;Suffixes:</source>
        <translation>Su&amp;fixos:</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <source>&amp;Orientation:</source>
        <translation>&amp;Orientação:</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <source>&amp;Classes of images:</source>
        <translation>&amp;Classes das imagens:</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <source>More &amp;images:</source>
        <translation>Mais &amp;imagens:</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <source>&amp;Window of images:</source>
        <translation>F&amp;aixa das imagens:</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <source>Label values</source>
        <translation>Valores dos rótulos</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <source>as usual; or for example 0-127=0,128=1,255=ignore</source>
        <translation>como de costume; ou, por exemplo, 0-127=0,128=1,255=ignore</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <source>The class of each value of seeds files, label images and masks; ignore leaves pixels out. The values of masks are asked for if they are not clear.</source>
        <translation>A classe de cada valor de arquivos de sementes, imagens de rótulos e máscaras; ignore deixa pixels de fora. Os valores das máscaras são perguntados se não forem claros.</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <source>Suffixes</source>
        <translation>Sufixos</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <source>known ones; or more, for example _objects, -truth</source>
        <translation>os conhecidos; ou mais, por exemplo _objects, -truth</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <source>Suffixes of the names of masks and markers, besides -seeds, _mask, _label, _cp_masks and the like; separated by commas</source>
        <translation>Sufixos dos nomes de máscaras e marcadores, além de -seeds, _mask, _label, _cp_masks e semelhantes; separados por vírgulas</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <source>Orientation</source>
        <translation>Orientação</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <source>Upright</source>
        <translation>Em pé</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <source>As the image is stored</source>
        <translation>Como a imagem está gravada</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <source>Frame of masks and markers of an image that EXIF turns, if their size fits both</source>
        <translation>Orientação de máscaras e marcadores de uma imagem que o EXIF gira, se o tamanho servir nas duas</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <source>Radius for labelme</source>
        <translation>Raio para labelme</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <location filename="gui/panels/classes/panel.py"/>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <location filename="gui/panels/decoder/splitting_editor.py"/>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <source>Radius of points and lines: labelme files hold none</source>
        <translation>Raio de pontos e linhas: arquivos do labelme não o contêm</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <source>Choose markers, masks, classes or images</source>
        <translation>Escolha marcadores, máscaras, classes ou imagens</translation>
    </message>
    <message>
        <location filename="gui/dialogs/import_files.py"/>
        <source>The window is for more images; choose their folder</source>
        <translation>A faixa é para mais imagens; escolha a pasta delas</translation>
    </message>
    <message>
        <location filename="gui/dialogs/intensity_window.py"/>
        <source>{0} holds {1}, which learning sees as 0 to 1.</source>
        <translation>{0} contém {1}, que o aprendizado vê como 0 a 1.</translation>
    </message>
    <message>
        <location filename="gui/dialogs/intensity_window.py"/>
        <source>Value to map to 0</source>
        <translation>Valor que vira 0</translation>
    </message>
    <message>
        <location filename="gui/dialogs/intensity_window.py"/>
        <source>Value to map to 1</source>
        <translation>Valor que vira 1</translation>
    </message>
    <message>
        <location filename="gui/dialogs/intensity_window.py"/>
        <source>Enter both ends of the window as numbers, or neither</source>
        <translation>Digite os dois limites da faixa como números, ou nenhum</translation>
    </message>
    <message>
        <location filename="gui/dialogs/intensity_window.py"/>
        <source>The low end {0} is not below the high end {1}</source>
        <translation>O limite inferior {0} não está abaixo do superior {1}</translation>
    </message>
    <message>
        <location filename="gui/dialogs/intensity_window.py"/>
        <source>Window of values</source>
        <translation>Faixa de valores</translation>
    </message>
    <message>
        <location filename="gui/dialogs/intensity_window.py"/>
        <source>Set window</source>
        <translation>Definir faixa</translation>
    </message>
    <message>
        <location filename="gui/dialogs/intensity_window.py"/>
        <location filename="gui/dialogs/pixel_size.py"/>
        <source>Apply to</source>
        <translation>Aplicar a</translation>
    </message>
    <message>
        <location filename="gui/dialogs/intensity_window.py"/>
        <source>Learning sees the first value as 0 and the second as 1, and clips values beyond.</source>
        <translation>O aprendizado vê o primeiro valor como 0 e o segundo como 1, e corta os valores além deles.</translation>
    </message>
    <message>
        <location filename="gui/dialogs/intensity_window.py"/>
        <source>Markers and masks stay. Leave both empty for the range of the type.</source>
        <translation>Marcadores e máscaras permanecem. Deixe ambos vazios para usar a faixa do tipo.</translation>
    </message>
    <message>
        <location filename="gui/dialogs/intensity_window.py"/>
        <source>&amp;Values:</source>
        <translation>&amp;Valores:</translation>
    </message>
    <message>
        <location filename="gui/dialogs/intensity_window.py"/>
        <location filename="gui/dialogs/pixel_size.py"/>
        <source>&amp;Apply to:</source>
        <translation>&amp;Aplicar a:</translation>
    </message>
    <message>
        <location filename="gui/dialogs/intensity_window.py"/>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source>to</source>
        <translation>a</translation>
    </message>
    <message>
        <location filename="gui/dialogs/intensity_window.py"/>
        <source>Enter the values to map to 0 and 1</source>
        <translation>Digite os valores que viram 0 e 1</translation>
    </message>
    <message>
        <location filename="gui/dialogs/intensity_window.py"/>
        <source>The {0} selected images</source>
        <translation>As {0} imagens selecionadas</translation>
    </message>
    <message>
        <location filename="gui/dialogs/intensity_window.py"/>
        <location filename="gui/dialogs/pixel_size.py"/>
        <source>{0} alone</source>
        <translation>Só {0}</translation>
    </message>
    <message>
        <location filename="gui/dialogs/keys.py"/>
        <source>Import keys</source>
        <translation>Importar teclas</translation>
    </message>
    <message>
        <location filename="gui/dialogs/keys.py"/>
        <source>Keys</source>
        <translation>Teclas</translation>
    </message>
    <message>
        <location filename="gui/dialogs/keys.py"/>
        <source>Search actions and keys</source>
        <translation>Procurar ações e teclas</translation>
    </message>
    <message>
        <location filename="gui/dialogs/keys.py"/>
        <source>No key</source>
        <translation>Sem tecla</translation>
    </message>
    <message>
        <location filename="gui/dialogs/keys.py"/>
        <source>Default</source>
        <translation>Padrão</translation>
    </message>
    <message>
        <location filename="gui/dialogs/keys.py"/>
        <source>Export keys</source>
        <translation>Exportar teclas</translation>
    </message>
    <message>
        <location filename="gui/dialogs/keys.py"/>
        <source>Action</source>
        <translation>Ação</translation>
    </message>
    <message>
        <location filename="gui/dialogs/keys.py"/>
        <source>New key</source>
        <translation>Nova tecla</translation>
    </message>
    <message>
        <location filename="gui/dialogs/keys.py"/>
        <source>All defaults</source>
        <translation>Todos os padrões</translation>
    </message>
    <message>
        <location filename="gui/dialogs/keys.py"/>
        <source>Import…</source>
        <translation>Importar…</translation>
    </message>
    <message>
        <location filename="gui/dialogs/keys.py"/>
        <source>Export…</source>
        <translation>Exportar…</translation>
    </message>
    <message>
        <location filename="gui/dialogs/keys.py"/>
        <source>Takes {0} from “{1}”</source>
        <translation>Tira {0} de “{1}”</translation>
    </message>
    <message>
        <location filename="gui/dialogs/keys.py"/>
        <source>{0} has a fixed meaning; choose another key</source>
        <translation>{0} tem um significado fixo; escolha outra tecla</translation>
    </message>
    <message>
        <location filename="gui/dialogs/label_values.py"/>
        <source>What do the values of {0} mean?</source>
        <translation>O que significam os valores {0}?</translation>
    </message>
    <message>
        <location filename="gui/dialogs/label_values.py"/>
        <source>Values of the masks</source>
        <translation>Valores das máscaras</translation>
    </message>
    <message>
        <location filename="gui/dialogs/label_values.py"/>
        <location filename="gui/panels/markers/model.py"/>
        <source>Use</source>
        <translation>Usar</translation>
    </message>
    <message>
        <location filename="gui/dialogs/label_values.py"/>
        <source>the mask</source>
        <translation>da máscara</translation>
    </message>
    <message>
        <location filename="gui/dialogs/label_values.py"/>
        <source>the masks</source>
        <translation>das máscaras</translation>
    </message>
    <message>
        <location filename="gui/dialogs/label_values.py"/>
        <source>Ignore</source>
        <translation>Ignorar</translation>
    </message>
    <message>
        <location filename="gui/dialogs/label_values.py"/>
        <source>Class of {0}</source>
        <translation>Classe de {0}</translation>
    </message>
    <message>
        <location filename="gui/dialogs/label_values.py"/>
        <source>{0} % of the pixels</source>
        <translation>{0} % dos pixels</translation>
    </message>
    <message>
        <location filename="gui/dialogs/new_project.py"/>
        <source>New project</source>
        <translation>Novo projeto</translation>
    </message>
    <message>
        <location filename="gui/dialogs/new_project.py"/>
        <source>Create</source>
        <translation>Criar</translation>
    </message>
    <message>
        <location filename="gui/dialogs/new_project.py"/>
        <source>Location</source>
        <translation>Local</translation>
    </message>
    <message>
        <location filename="gui/dialogs/new_project.py"/>
        <source>&amp;Markers</source>
        <translation>&amp;Marcadores</translation>
    </message>
    <message>
        <location filename="gui/dialogs/new_project.py"/>
        <source>Mas&amp;ks</source>
        <translation>Má&amp;scaras</translation>
    </message>
    <message>
        <location filename="gui/dialogs/new_project.py"/>
        <source>none; or NAME-seeds.txt, label images, NAME.json</source>
        <translation>nenhum; ou NOME-seeds.txt, imagens de rótulos, NOME.json</translation>
    </message>
    <message>
        <location filename="gui/dialogs/new_project.py"/>
        <source>none; or NAME.png, not 0 on objects</source>
        <translation>nenhuma; ou NOME.png, diferente de 0 nos objetos</translation>
    </message>
    <message>
        <location filename="gui/dialogs/new_project.py"/>
        <source>From a file…</source>
        <translation>De um arquivo…</translation>
    </message>
    <message>
        <location filename="gui/dialogs/new_project.py"/>
        <source>&amp;Location:</source>
        <translation>&amp;Local:</translation>
    </message>
    <message>
        <location filename="gui/dialogs/new_project.py"/>
        <source>&amp;Architecture</source>
        <translation>&amp;Arquitetura</translation>
    </message>
    <message>
        <location filename="gui/dialogs/new_project.py"/>
        <source>Masks, markers, architecture</source>
        <translation>Máscaras, marcadores, arquitetura</translation>
    </message>
    <message>
        <location filename="gui/dialogs/new_project.py"/>
        <source>You can also add images later.</source>
        <translation>Você também pode adicionar imagens depois.</translation>
    </message>
    <message>
        <location filename="gui/dialogs/new_project.py"/>
        <source>Enter a name for the project</source>
        <translation>Digite um nome para o projeto</translation>
    </message>
    <message>
        <location filename="gui/dialogs/new_project.py"/>
        <source>Choose the architecture file</source>
        <translation>Escolha o arquivo da arquitetura</translation>
    </message>
    <message>
        <location filename="gui/dialogs/new_project.py"/>
        <source>project</source>
        <translation>projeto</translation>
    </message>
    <message>
        <location filename="gui/dialogs/new_project.py"/>
        <source>{0}: a name cannot contain a slash</source>
        <translation>{0}: um nome não pode conter barra</translation>
    </message>
    <message>
        <location filename="gui/dialogs/new_project.py"/>
        <source>{0}: no such folder; choose a location</source>
        <translation>{0}: a pasta não existe; escolha um local</translation>
    </message>
    <message>
        <location filename="gui/dialogs/paths.py"/>
        <source>Browse…</source>
        <translation>Procurar…</translation>
    </message>
    <message>
        <location filename="gui/dialogs/paths.py"/>
        <source>Images and folders</source>
        <translation>Imagens e pastas</translation>
    </message>
    <message>
        <location filename="gui/dialogs/paths.py"/>
        <location filename="gui/panels/images/commands.py"/>
        <source>Add all images of a folder</source>
        <translation>Adicionar todas as imagens de uma pasta</translation>
    </message>
    <message>
        <location filename="gui/dialogs/paths.py"/>
        <source>Add a &amp;folder…</source>
        <translation>Adicionar &amp;pasta…</translation>
    </message>
    <message>
        <location filename="gui/dialogs/paths.py"/>
        <source>&amp;Remove</source>
        <translation>&amp;Remover</translation>
    </message>
    <message>
        <location filename="gui/dialogs/paths.py"/>
        <source>Browse for {0}</source>
        <translation>Procurar: {0}</translation>
    </message>
    <message>
        <location filename="gui/dialogs/paths.py"/>
        <source>Drop images or folders here.</source>
        <translation>Solte imagens ou pastas aqui.</translation>
    </message>
    <message>
        <location filename="gui/dialogs/pixel_size.py"/>
        <source>Pixel size</source>
        <translation>Tamanho do pixel</translation>
    </message>
    <message>
        <location filename="gui/dialogs/pixel_size.py"/>
        <source>Set size</source>
        <translation>Definir tamanho</translation>
    </message>
    <message>
        <location filename="gui/dialogs/pixel_size.py"/>
        <source>Size of a pixel</source>
        <translation>Tamanho de um pixel</translation>
    </message>
    <message>
        <location filename="gui/dialogs/pixel_size.py"/>
        <source>unknown</source>
        <translation>desconhecido</translation>
    </message>
    <message>
        <location filename="gui/dialogs/pixel_size.py"/>
        <source>0.5, or 0.5 x 0.4 for height and width</source>
        <translation>0,5, ou 0,5 x 0,4 para altura e largura</translation>
    </message>
    <message>
        <location filename="gui/dialogs/pixel_size.py"/>
        <source>Unit</source>
        <translation>Unidade</translation>
    </message>
    <message>
        <location filename="gui/dialogs/pixel_size.py"/>
        <source>As the &amp;files say</source>
        <translation>Como nos ar&amp;quivos</translation>
    </message>
    <message>
        <location filename="gui/dialogs/pixel_size.py"/>
        <source>&amp;Size of a pixel:</source>
        <translation>&amp;Tamanho de um pixel:</translation>
    </message>
    <message>
        <location filename="gui/dialogs/pixel_size.py"/>
        <source>For areas, lengths and the scale bar; learning ignores it.</source>
        <translation>Para áreas, comprimentos e barra de escala; o aprendizado o ignora.</translation>
    </message>
    <message>
        <location filename="gui/dialogs/pixel_size.py"/>
        <source>Enter a number, or height x width</source>
        <translation>Digite um número, ou altura x largura</translation>
    </message>
    <message>
        <location filename="gui/dialogs/pixel_size.py"/>
        <source>The {0}</source>
        <translation>As {0}</translation>
    </message>
    <message>
        <location filename="gui/dialogs/pixel_size.py"/>
        <source>All {0} images</source>
        <translation>Todas as {0} imagens</translation>
    </message>
    <message>
        <location filename="gui/dialogs/predict.py"/>
        <location filename="gui/dialogs/prediction.py"/>
        <source>Predict folder</source>
        <translation>Predizer pasta</translation>
    </message>
    <message>
        <location filename="gui/dialogs/predict.py"/>
        <source>each image</source>
        <translation>cada imagem</translation>
    </message>
    <message>
        <location filename="gui/dialogs/predict.py"/>
        <source>Predict</source>
        <translation>Predizer</translation>
    </message>
    <message>
        <location filename="gui/dialogs/predict.py"/>
        <source>Folder to write</source>
        <translation>Pasta de gravação</translation>
    </message>
    <message>
        <location filename="gui/dialogs/predict.py"/>
        <source>Build first, with all changes</source>
        <translation>Construir antes, com todas as mudanças</translation>
    </message>
    <message>
        <location filename="gui/dialogs/predict.py"/>
        <source>Use the last build, without the changes since</source>
        <translation>Usar a última construção, sem as mudanças posteriores</translation>
    </message>
    <message>
        <location filename="gui/dialogs/predict.py"/>
        <source>For all images; otherwise the scale in each file counts, if it has any</source>
        <translation>Para todas as imagens; senão, vale a escala de cada arquivo, se houver</translation>
    </message>
    <message>
        <location filename="gui/dialogs/predict.py"/>
        <source>Only the tissue of slides</source>
        <translation>Só o tecido das lâminas</translation>
    </message>
    <message>
        <location filename="gui/dialogs/predict.py"/>
        <source>For slides that are predicted in tiles: as the panel Slide shows it, or as found</source>
        <translation>Para lâminas preditas em ladrilhos: como no painel Lâmina, ou como detectado</translation>
    </message>
    <message>
        <location filename="gui/dialogs/predict.py"/>
        <source>This project</source>
        <translation>Este projeto</translation>
    </message>
    <message>
        <location filename="gui/dialogs/predict.py"/>
        <source>; files of the same name there are replaced</source>
        <translation>; arquivos de mesmo nome ali são substituídos</translation>
    </message>
    <message>
        <location filename="gui/dialogs/predict.py"/>
        <source>&amp;To folder:</source>
        <translation>Para a &amp;pasta:</translation>
    </message>
    <message>
        <location filename="gui/dialogs/predict.py"/>
        <source>The project has changed since the last build</source>
        <translation>O projeto mudou desde a última construção</translation>
    </message>
    <message>
        <location filename="gui/dialogs/predict.py"/>
        <source>The project is built first.</source>
        <translation>O projeto é construído antes.</translation>
    </message>
    <message>
        <location filename="gui/dialogs/predict.py"/>
        <source>Copy the command that writes the same files without the window</source>
        <translation>Copiar o comando que grava os mesmos arquivos sem a janela</translation>
    </message>
    <message>
        <location filename="gui/dialogs/predict.py"/>
        <source>Scale of the project: {0} µm per pixel</source>
        <translation>Escala do projeto: {0} µm por pixel</translation>
    </message>
    <message>
        <location filename="gui/dialogs/predict.py"/>
        <source>Add images, or a folder of them</source>
        <translation>Adicione imagens ou uma pasta delas</translation>
    </message>
    <message>
        <location filename="gui/dialogs/predict.py"/>
        <source>Choose what to write</source>
        <translation>Escolha o que gravar</translation>
    </message>
    <message>
        <location filename="gui/dialogs/predict.py"/>
        <source>Choose the folder to write</source>
        <translation>Escolha a pasta de gravação</translation>
    </message>
    <message>
        <location filename="gui/dialogs/predict.py"/>
        <source>Writes {0} to {1}</source>
        <translation>Grava {0} em {1}</translation>
    </message>
    <message>
        <location filename="gui/dialogs/predict.py"/>
        <source>Write</source>
        <translation>Gravar</translation>
    </message>
    <message>
        <location filename="gui/dialogs/predict.py"/>
        <source>&amp;Model:</source>
        <translation>&amp;Modelo:</translation>
    </message>
    <message>
        <location filename="gui/dialogs/predict.py"/>
        <source>{0} and {1}</source>
        <translation>{0} e {1}</translation>
    </message>
    <message>
        <location filename="gui/dialogs/predict.py"/>
        <source>{0} (trained further)</source>
        <translation>{0} (com ajuste fino)</translation>
    </message>
    <message>
        <location filename="gui/dialogs/predict.py"/>
        <source>{0}: is a file; choose a folder</source>
        <translation>{0}: é um arquivo; escolha uma pasta</translation>
    </message>
    <message>
        <location filename="gui/dialogs/predict.py"/>
        <source>{0}: lies within the images; choose a folder beside them</source>
        <translation>{0}: fica dentro das imagens; escolha uma pasta ao lado delas</translation>
    </message>
    <message>
        <location filename="gui/dialogs/prediction.py"/>
        <source>Images left out, and notes</source>
        <translation>Imagens de fora e notas</translation>
    </message>
    <message>
        <location filename="gui/dialogs/prediction.py"/>
        <source>Show in &amp;folder</source>
        <translation>Mostrar na &amp;pasta</translation>
    </message>
    <message>
        <location filename="gui/dialogs/prediction.py"/>
        <location filename="gui/panels/results/panel.py"/>
        <source>&amp;Copy</source>
        <translation>&amp;Copiar</translation>
    </message>
    <message>
        <location filename="gui/dialogs/prediction.py"/>
        <source>&amp;Stop</source>
        <translation>&amp;Parar</translation>
    </message>
    <message>
        <location filename="gui/dialogs/prediction.py"/>
        <source>Close</source>
        <translation>Fechar</translation>
    </message>
    <message>
        <location filename="gui/dialogs/prediction.py"/>
        <source>Building the project first…</source>
        <translation>Antes, construindo o projeto…</translation>
    </message>
    <message>
        <location filename="gui/dialogs/prediction.py"/>
        <source>A folder is being predicted. Stop it?</source>
        <translation>Uma pasta está sendo predita. Parar?</translation>
    </message>
    <message>
        <location filename="gui/dialogs/prediction.py"/>
        <source>{0} of {1} are done; the files written so far stay.</source>
        <translation>{0} de {1} prontas; os arquivos gravados até agora permanecem.</translation>
    </message>
    <message>
        <location filename="gui/dialogs/prediction.py"/>
        <source>&amp;Stop and close</source>
        <translation>&amp;Parar e fechar</translation>
    </message>
    <message>
        <location filename="gui/dialogs/prediction.py"/>
        <source>&amp;Keep the window</source>
        <translation>&amp;Manter a janela</translation>
    </message>
    <message>
        <location filename="gui/dialogs/prediction.py"/>
        <source>Hide</source>
        <translation>Ocultar</translation>
    </message>
    <message>
        <location filename="gui/dialogs/prediction.py"/>
        <source>Preparing…</source>
        <translation>Preparando…</translation>
    </message>
    <message>
        <location filename="gui/dialogs/prediction.py"/>
        <source>{0} written to {1}</source>
        <translation>Gravado: {0} em {1}</translation>
    </message>
    <message>
        <location filename="gui/dialogs/prediction.py"/>
        <source>; {0} left out</source>
        <translation>; deixou de fora {0}</translation>
    </message>
    <message>
        <location filename="gui/dialogs/prediction.py"/>
        <source>Predicting: {0} of {1} done</source>
        <translation>Predizendo: {0} de {1} prontas</translation>
    </message>
    <message>
        <location filename="gui/dialogs/save_view.py"/>
        <source>Save view</source>
        <translation>Salvar vista</translation>
    </message>
    <message>
        <location filename="gui/dialogs/save_view.py"/>
        <source>Save</source>
        <translation>Salvar</translation>
    </message>
    <message>
        <location filename="gui/dialogs/save_view.py"/>
        <source>Visible part</source>
        <translation>Parte visível</translation>
    </message>
    <message>
        <location filename="gui/dialogs/save_view.py"/>
        <source>As on the screen</source>
        <translation>Como na tela</translation>
    </message>
    <message>
        <location filename="gui/dialogs/save_view.py"/>
        <source>Image pixels</source>
        <translation>Pixels da imagem</translation>
    </message>
    <message>
        <location filename="gui/dialogs/save_view.py"/>
        <source>PNG</source>
        <translation>PNG</translation>
    </message>
    <message>
        <location filename="gui/dialogs/save_view.py"/>
        <source>SVG, with outlines and markers as vectors</source>
        <translation>SVG, com contornos e marcadores como vetores</translation>
    </message>
    <message>
        <location filename="gui/dialogs/save_view.py"/>
        <source>&amp;Part:</source>
        <translation>&amp;Parte:</translation>
    </message>
    <message>
        <location filename="gui/dialogs/save_view.py"/>
        <source>&amp;Resolution:</source>
        <translation>&amp;Resolução:</translation>
    </message>
    <message>
        <location filename="gui/dialogs/save_view.py"/>
        <source>{0}: end the name in .png or .svg</source>
        <translation>{0}: termine o nome com .png ou .svg</translation>
    </message>
    <message>
        <location filename="gui/dialogs/stack.py"/>
        <source>Choose images of {0}</source>
        <translation>Escolha imagens de {0}</translation>
    </message>
    <message>
        <location filename="gui/dialogs/stack.py"/>
        <source>Add {0}</source>
        <translation>Adicionar {0}</translation>
    </message>
    <message>
        <location filename="gui/dialogs/stack.py"/>
        <source>Channels</source>
        <translation>Canais</translation>
    </message>
    <message>
        <location filename="gui/dialogs/stack.py"/>
        <source>Previewed image</source>
        <translation>Imagem na prévia</translation>
    </message>
    <message>
        <location filename="gui/dialogs/stack.py"/>
        <source>Axis</source>
        <translation>Eixo</translation>
    </message>
    <message>
        <location filename="gui/dialogs/stack.py"/>
        <location filename="gui/panels/slide/levels.py"/>
        <source>Level</source>
        <translation>Nível</translation>
    </message>
    <message>
        <location filename="gui/dialogs/stack.py"/>
        <source>Markers are drawn at this level, and models predict at it</source>
        <translation>Os marcadores são desenhados neste nível, e os modelos predizem nele</translation>
    </message>
    <message>
        <location filename="gui/dialogs/stack.py"/>
        <source>7, 10-40, 10-40 every 5 or all; counted from 0</source>
        <translation>7, 10-40, 10-40 a cada 5 ou todas; contadas a partir de 0</translation>
    </message>
    <message>
        <location filename="gui/dialogs/stack.py"/>
        <source>&amp;Axis:</source>
        <translation>&amp;Eixo:</translation>
    </message>
    <message>
        <location filename="gui/dialogs/stack.py"/>
        <source>&amp;Level:</source>
        <translation>&amp;Nível:</translation>
    </message>
    <message>
        <location filename="gui/dialogs/stack.py"/>
        <source>&amp;Channels:</source>
        <translation>&amp;Canais:</translation>
    </message>
    <message>
        <location filename="gui/dialogs/stack.py"/>
        <source>&amp;Window:</source>
        <translation>&amp;Faixa:</translation>
    </message>
    <message>
        <location filename="gui/dialogs/stack.py"/>
        <source>Adds:</source>
        <translation>Adiciona:</translation>
    </message>
    <message>
        <location filename="gui/dialogs/stack.py"/>
        <source>Preview:</source>
        <translation>Prévia:</translation>
    </message>
    <message>
        <location filename="gui/dialogs/stack.py"/>
        <source>range of {0}</source>
        <translation>faixa de {0}</translation>
    </message>
    <message>
        <location filename="gui/dialogs/stack.py"/>
        <source>all {0}</source>
        <translation>todos os {0}</translation>
    </message>
    <message>
        <location filename="gui/dialogs/stack.py"/>
        <source>Slices on {0}</source>
        <translation>Fatias em {0}</translation>
    </message>
    <message>
        <location filename="gui/dialogs/stack.py"/>
        <source>There is no channel {0}; channels are 0 to {1}</source>
        <translation>Não há canal {0}; os canais vão de 0 a {1}</translation>
    </message>
    <message>
        <location filename="gui/dialogs/stack.py"/>
        <source>{0}: {1} ({2} slices)</source>
        <translation>{0}: {1} ({2} fatias)</translation>
    </message>
    <message>
        <location filename="gui/dialogs/stack.py"/>
        <source>{0} every {1}</source>
        <translation>{0} a cada {1}</translation>
    </message>
    <message>
        <location filename="gui/dialogs/stack.py"/>
        <source>Slices on {0}:</source>
        <translation>Fatias em {0}:</translation>
    </message>
    <message>
        <location filename="gui/dialogs/stack.py"/>
        <source>{0}, {1} µm per pixel</source>
        <translation>{0}, {1} µm por pixel</translation>
    </message>
    <message>
        <location filename="gui/dialogs/stack.py"/>
        <source>The same for another {0}</source>
        <translation>O mesmo para outro {0}</translation>
    </message>
    <message>
        <location filename="gui/dialogs/start_from_model.py"/>
        <source>These blocks keep their weights. The blocks after them are learned from the markers of this project.</source>
        <translation>Estes blocos mantêm os pesos. Os blocos seguintes são aprendidos com os marcadores deste projeto.</translation>
    </message>
    <message>
        <location filename="gui/dialogs/start_from_model.py"/>
        <source>Start from a model</source>
        <translation>Partir de um modelo</translation>
    </message>
    <message>
        <location filename="gui/dialogs/start_from_model.py"/>
        <source>Start</source>
        <translation>Partir</translation>
    </message>
    <message>
        <location filename="gui/dialogs/start_from_model.py"/>
        <source>Model or project</source>
        <translation>Modelo ou projeto</translation>
    </message>
    <message>
        <location filename="gui/dialogs/start_from_model.py"/>
        <source>A model folder, or a project that has been built</source>
        <translation>Pasta de modelo ou projeto construído</translation>
    </message>
    <message>
        <location filename="gui/dialogs/start_from_model.py"/>
        <source>Blocks to keep</source>
        <translation>Blocos a manter</translation>
    </message>
    <message>
        <location filename="gui/dialogs/start_from_model.py"/>
        <source>&amp;Model</source>
        <translation>&amp;Modelo</translation>
    </message>
    <message>
        <location filename="gui/dialogs/start_from_model.py"/>
        <source>&amp;Blocks to keep</source>
        <translation>&amp;Blocos a manter</translation>
    </message>
    <message>
        <location filename="gui/dialogs/start_from_model.py"/>
        <source>Choose a model</source>
        <translation>Escolha um modelo</translation>
    </message>
    <message>
        <location filename="gui/dialogs/start_from_model.py"/>
        <source>The model has blocks of {0} kernels.</source>
        <translation>O modelo tem blocos de {0} kernels.</translation>
    </message>
    <message>
        <location filename="gui/dialogs/survey_line.py"/>
        <source>Looking for images…</source>
        <translation>Procurando imagens…</translation>
    </message>
    <message>
        <location filename="gui/dialogs/unexpected.py"/>
        <source>This is a bug in flimbuilder{0}. Your project is safe: every edit is in its journal.</source>
        <translation>Este é um erro do flimbuilder{0}. Seu projeto está seguro: cada edição está no diário.</translation>
    </message>
    <message>
        <location filename="gui/dialogs/unexpected.py"/>
        <source>Something went wrong</source>
        <translation>Algo deu errado</translation>
    </message>
    <message>
        <location filename="gui/dialogs/unexpected.py"/>
        <source>Report</source>
        <translation>Relatar</translation>
    </message>
    <message>
        <location filename="gui/dialogs/unexpected.py"/>
        <source>&amp;Copy the report</source>
        <translation>&amp;Copiar o relato</translation>
    </message>
    <message>
        <location filename="gui/dialogs/unexpected.py"/>
        <source> ({0} errors)</source>
        <translation> ({0} erros)</translation>
    </message>
    <message>
        <location filename="gui/dialogs/unsaved.py"/>
        <source>Unsaved edits</source>
        <translation>Edições não salvas</translation>
    </message>
    <message>
        <location filename="gui/dialogs/unsaved.py"/>
        <source>If you don&apos;t save, the project returns to its last saved version.</source>
        <translation>Se você não salvar, o projeto volta à última versão salva.</translation>
    </message>
    <message>
        <location filename="gui/dialogs/unsaved.py"/>
        <source>&amp;Don&apos;t save</source>
        <translation>&amp;Não salvar</translation>
    </message>
    <message>
        <location filename="gui/dialogs/unsaved.py"/>
        <location filename="gui/widgets/preview_line.py"/>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <location filename="gui/dialogs/unsaved.py"/>
        <source>Save the edits of {0}?</source>
        <translation>Salvar as edições de {0}?</translation>
    </message>
    <message>
        <location filename="gui/keymap.py"/>
        <source>no key</source>
        <translation>sem tecla</translation>
    </message>
    <message>
        <location filename="gui/messages.py"/>
        <source>Now choose a class ({class1}) and draw on an object, then build ({build})</source>
        <translation>Agora escolha uma classe ({class1}) e desenhe em um objeto; depois construa ({build})</translation>
    </message>
    <message>
        <location filename="gui/messages.py"/>
        <source>Now choose the background ({class0}) and draw on it, then build ({build})</source>
        <translation>Agora escolha o fundo ({class0}) e desenhe nele; depois construa ({build})</translation>
    </message>
    <message>
        <location filename="gui/messages.py"/>
        <source>Built: {results} shows masks, objects and measures of all images</source>
        <translation>Construído: {results} mostra máscaras, objetos e medidas de todas as imagens</translation>
    </message>
    <message>
        <location filename="gui/messages.py"/>
        <source>Undo</source>
        <translation>Desfazer</translation>
    </message>
    <message>
        <location filename="gui/messages.py"/>
        <source>Read-only: {0}</source>
        <translation>Somente leitura: {0}</translation>
    </message>
    <message>
        <location filename="gui/messages.py"/>
        <source>Choose a class ({class1}), draw a disk ({disk}) or a stroke ({stroke}) on an object, then choose the background ({class0}) and draw on it, then build ({build})</source>
        <translation>Escolha uma classe ({class1}), desenhe um disco ({disk}) ou um traço ({stroke}) em um objeto; depois escolha o fundo ({class0}), desenhe nele e construa ({build})</translation>
    </message>
    <message>
        <location filename="gui/messages.py"/>
        <source>Press {build} to build</source>
        <translation>Tecle {build} para construir</translation>
    </message>
    <message>
        <location filename="gui/messages.py"/>
        <source>The project changed since the last build: {build} builds, {live} builds after every change</source>
        <translation>O projeto mudou desde a última construção: {build} constrói; {live} constrói após cada mudança</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/editor.py"/>
        <source>Add a copy of the last block</source>
        <translation>Adicionar uma cópia do último bloco</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/editor.py"/>
        <source>Remove the block</source>
        <translation>Remover o bloco</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/editor.py"/>
        <source>Move the block up (Alt+Up)</source>
        <translation>Mover o bloco para cima (Alt+Acima)</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/editor.py"/>
        <source>Move the block down (Alt+Down)</source>
        <translation>Mover o bloco para baixo (Alt+Abaixo)</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/editor.py"/>
        <source>Start from a model…</source>
        <translation>Partir de um modelo…</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/editor.py"/>
        <source>Keep the first blocks of another model, and learn the others</source>
        <translation>Manter os primeiros blocos de outro modelo e aprender os demais</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/editor.py"/>
        <source>Learn all blocks</source>
        <translation>Aprender todos os blocos</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/editor.py"/>
        <source>Learn the first blocks from the markers, too</source>
        <translation>Aprender também os primeiros blocos com os marcadores</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/editor.py"/>
        <source>Blocks 1 to {0} of {1} are kept</source>
        <translation>Blocos 1 a {0} de {1} são mantidos</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/editor.py"/>
        <location filename="gui/panels/identification/choosers.py"/>
        <source>All blocks</source>
        <translation>Todos os blocos</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/editor.py"/>
        <location filename="gui/panels/architecture/table.py"/>
        <source>Not learned: it is a block of another model</source>
        <translation>Não aprendido: é um bloco de outro modelo</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/editor.py"/>
        <source>image of {} × {} × {}</source>
        <translation>imagem de {} × {} × {}</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/editor.py"/>
        <source>Block {0} of {1} is kept</source>
        <translation>O bloco {0} de {1} é mantido</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/editor.py"/>
        <source>{} parameters · {}</source>
        <translation>{} parâmetros · {}</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/editor.py"/>
        <source>Start from a proven architecture</source>
        <translation>Partir de uma arquitetura comprovada</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/editor.py"/>
        <source>Presets</source>
        <translation>Predefinições</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/editor.py"/>
        <source>All blocks are learned</source>
        <translation>Todos os blocos são aprendidos</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/editor.py"/>
        <location filename="gui/panels/architecture/table.py"/>
        <location filename="gui/panels/decoder/form.py"/>
        <location filename="gui/panels/decoder/previews.py"/>
        <source>Block {}</source>
        <translation>Bloco {}</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/editor.py"/>
        <source>Block {0}, of {1}</source>
        <translation>Bloco {0}, de {1}</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/editor.py"/>
        <source>Parameters known after a build · {}</source>
        <translation>Parâmetros conhecidos após a construção · {}</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/editor.py"/>
        <source>Architecture replaced by “{}”</source>
        <translation>Arquitetura substituída por “{}”</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/editor.py"/>
        <source>Block {} removed</source>
        <translation>Bloco {} removido</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>No effect: with feature points, every point is one kernel</source>
        <translation>Sem efeito: com pontos característicos, cada ponto é um kernel</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>No effect: feature points are not copied</source>
        <translation>Sem efeito: pontos característicos não são copiados</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Convolution</source>
        <translation>Convolução</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <location filename="gui/panels/architecture/table.py"/>
        <location filename="gui/panels/kernels/panel.py"/>
        <location filename="gui/panels/maps/choosers.py"/>
        <location filename="gui/panels/why/parts.py"/>
        <source>Kernels</source>
        <translation>Kernels</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Copies of patches to learn from</source>
        <translation>Cópias de patches para aprender</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <location filename="gui/panels/architecture/table.py"/>
        <source>Pooling</source>
        <translation>Pooling</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>No effect: the feature points are found at block 1</source>
        <translation>Sem efeito: os pontos característicos são achados no bloco 1</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>No effect: a kernel of one tap has no neighbours</source>
        <translation>Sem efeito: um kernel de um coeficiente não tem vizinhos</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>No effect: a patch of one tap is the same from every side</source>
        <translation>Sem efeito: um patch de um coeficiente é igual de todos os lados</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>No effect: there is no pooling</source>
        <translation>Sem efeito: não há pooling</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>As in the other model, whose first blocks are kept</source>
        <translation>Como no outro modelo, cujos primeiros blocos são mantidos</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>No effect: with feature points, no kernels are reduced</source>
        <translation>Sem efeito: com pontos característicos, os kernels não são reduzidos</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Kernel size</source>
        <translation>Lado do kernel</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>odd side of the square kernels, in taps</source>
        <translation>lado ímpar dos kernels quadrados, em coeficientes</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source>Dilation</source>
        <translation>Dilatação</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>pixels between neighbouring taps</source>
        <translation>pixels entre coeficientes vizinhos</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Patch</source>
        <translation>Patch</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Each element of a patch has its own mean and deviation</source>
        <translation>Cada elemento de um patch tem sua própria média e desvio</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>All pixels of a channel share one mean and deviation</source>
        <translation>Todos os pixels de um canal têm a mesma média e desvio</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>ReLU</source>
        <translation>ReLU</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Values below zero become zero</source>
        <translation>Valores abaixo de zero viram zero</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Leaky ReLU</source>
        <translation>Leaky ReLU</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Values below zero shrink to a hundredth</source>
        <translation>Valores abaixo de zero caem a um centésimo</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>None</source>
        <translation>Nenhuma</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Values below zero stay</source>
        <translation>Valores abaixo de zero permanecem</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Normalise by</source>
        <translation>Normalizar por</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Normalisation scope</source>
        <translation>Escopo da normalização</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>elements that share one mean and one deviation</source>
        <translation>elementos que têm em comum uma média e um desvio</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>what happens to values below zero</source>
        <translation>o que acontece com valores abaixo de zero</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>K-means</source>
        <translation>K-means</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Cluster each class&apos;s kernels</source>
        <translation>Agrupar os kernels de cada classe</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>PCA</source>
        <translation>PCA</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Principal directions of each class&apos;s kernels</source>
        <translation>Direções principais dos kernels de cada classe</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Global PCA</source>
        <translation>PCA global</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Principal directions of all kernels; they have no class, which rules out decoders that need one</source>
        <translation>Direções principais de todos os kernels; não têm classe, o que exclui decodificadores que precisam dela</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Keep all kernels</source>
        <translation>Manter todos</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Centre</source>
        <translation>Centro</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>The mean of the cluster&apos;s patches</source>
        <translation>A média dos patches do grupo</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Medoid</source>
        <translation>Medoide</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>The cluster&apos;s most central patch</source>
        <translation>O patch mais central do grupo</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Per marker</source>
        <translation>Por marcador</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Kernels per marker</source>
        <translation>Kernels por marcador</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>clusters of the patches of each marker</source>
        <translation>grupos dos patches de cada marcador</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Per image</source>
        <translation>Por imagem</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Kernels per image, at most</source>
        <translation>Kernels por imagem, no máximo</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>empty for no limit</source>
        <translation>vazio: sem limite</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>In all</source>
        <translation>Ao todo</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Kernels in all, after the reduction</source>
        <translation>Kernels ao todo, após a redução</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>empty keeps all learned</source>
        <translation>vazio mantém todos os aprendidos</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Reduction</source>
        <translation>Redução</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>how the kernels are reduced to that number</source>
        <translation>como os kernels são reduzidos a esse número</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Representative</source>
        <translation>Representante</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>kernel of a cluster of patches</source>
        <translation>kernel de um grupo de patches</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Unit norm</source>
        <translation>Unitários</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>scale each kernel to length one</source>
        <translation>escalar cada kernel para comprimento um</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Flips</source>
        <translation>Espelhar</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>learn from each patch mirrored left to right and top to bottom, too</source>
        <translation>aprender também com cada patch espelhado na horizontal e na vertical</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Turns</source>
        <translation>Girar</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>learn from each patch turned by quarters, too, if objects lie in any direction</source>
        <translation>aprender também com cada patch girado em quartos de volta, se os objetos ficam em qualquer direção</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Intensity</source>
        <translation>Intensidade</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>learn from fainter and stronger copies, too: 0.2 is 20 % less and more</source>
        <translation>aprender também com cópias mais fracas e mais fortes: 0,2 é 20 % a menos e a mais</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Maximum</source>
        <translation>Máximo</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>The largest activation in the window</source>
        <translation>A maior ativação na janela</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Average</source>
        <translation>Média</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>The mean of the window</source>
        <translation>A média da janela</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Minimum</source>
        <translation>Mínimo</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>The smallest activation in the window</source>
        <translation>A menor ativação na janela</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>The map is left as it is</source>
        <translation>O mapa fica como está</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Kind</source>
        <translation>Tipo</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Pooling kind</source>
        <translation>Tipo de pooling</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>how the activations in a window become one value</source>
        <translation>como as ativações em uma janela viram um só valor</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <location filename="gui/panels/architecture/table.py"/>
        <source>Size</source>
        <translation>Lado</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Pooling size</source>
        <translation>Tamanho do pooling</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>side of the square window, in pixels</source>
        <translation>lado da janela quadrada, em pixels</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Stride</source>
        <translation>Passo</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Pooling stride</source>
        <translation>Passo do pooling</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>pixels between windows, 2 halves the map</source>
        <translation>pixels entre janelas; 2 reduz o mapa à metade</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>No effect: without reduction all kernels are kept</source>
        <translation>Sem efeito: sem redução, todos os kernels são mantidos</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>No effect: all kernels are kept; enter how many</source>
        <translation>Sem efeito: todos os kernels são mantidos; digite quantos</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Seed</source>
        <translation>Semente</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Random seed</source>
        <translation>Semente aleatória</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>the same seed gives the same kernels</source>
        <translation>a mesma semente dá os mesmos kernels</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Clusters</source>
        <translation>Grupos</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Cluster the patches at every block</source>
        <translation>Agrupar os patches em cada bloco</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Points</source>
        <translation>Pontos</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>FLIM-BoFP: find feature points at block 1 and follow them</source>
        <translation>FLIM-BoFP: achar pontos característicos no bloco 1 e segui-los</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>CIE Lab</source>
        <translation>CIE Lab</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Lightness and two axes of colour</source>
        <translation>Luminosidade e dois eixos de cor</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>RGB</source>
        <translation>RGB</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>As in the file</source>
        <translation>Como no arquivo</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <location filename="gui/widgets/appearance_menu.py"/>
        <source>Grey</source>
        <translation>Cinza</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>One channel of luma</source>
        <translation>Um canal de luma</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Estimator</source>
        <translation>Estimador</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>how kernels are learned</source>
        <translation>como os kernels são aprendidos</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Colours</source>
        <translation>Cores</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Colour space</source>
        <translation>Espaço de cores</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>colour space that images of three channels are converted to</source>
        <translation>espaço de cores para o qual imagens de três canais são convertidas</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>As they are</source>
        <translation>Como estão</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Colours are not changed</source>
        <translation>As cores não mudam</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Centred</source>
        <translation>Centradas</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Each image&apos;s own mean colour is subtracted</source>
        <translation>A cor média de cada imagem é subtraída dela</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Standardised</source>
        <translation>Padronizadas</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Centred, and divided by the deviation</source>
        <translation>Centradas e divididas pelo desvio</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Standardise images</source>
        <translation>Padronizar imagens</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>how differently coloured slides are made alike before block 1</source>
        <translation>como lâminas de cores diferentes são igualadas antes do bloco 1</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>The reduction alone gives the kernels</source>
        <translation>Só a redução dá os kernels</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Fisher ratio</source>
        <translation>Razão de Fisher</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Reduce to 1.5 times the kernels, then keep those of each class that together separate its markers best</source>
        <translation>Reduzir a 1,5 vez o número de kernels e manter os de cada classe que, juntos, melhor separam os marcadores dela</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>AUC</source>
        <translation>AUC</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Drop kernels that respond less to the markers of their class</source>
        <translation>Descartar kernels que respondem menos aos marcadores de sua classe</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Selection</source>
        <translation>Seleção</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Selection of kernels</source>
        <translation>Seleção de kernels</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>how kernels are selected by how well they separate the markers</source>
        <translation>como os kernels são selecionados pelo quanto separam os marcadores</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Restarts</source>
        <translation>Reinícios</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Restarts of k-means</source>
        <translation>Reinícios do k-means</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>runs of the k-means that reduces kernels; the best is kept</source>
        <translation>execuções do k-means que reduz os kernels; fica a melhor</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>Epsilon</source>
        <translation>Épsilon</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>added to every standard deviation of the normalisation</source>
        <translation>somado a cada desvio padrão da normalização</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>no limit</source>
        <translation>livre</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/forms.py"/>
        <source>as learned</source>
        <translation>como aprendido</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/panel.py"/>
        <source>Architecture</source>
        <translation>Arquitetura</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/panel.py"/>
        <source>Show the block&apos;s receptive field on the image</source>
        <translation>Mostrar o campo receptivo do bloco na imagem</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/panel.py"/>
        <source>Save the architecture</source>
        <translation>Salvar a arquitetura</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/panel.py"/>
        <source>Architectures (*.json)</source>
        <translation>Arquiteturas (*.json)</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/panel.py"/>
        <source>The encoder begins with blocks of {0}</source>
        <translation>O codificador começa com blocos de {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/panel.py"/>
        <source>{} loaded</source>
        <translation>{} carregado</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/panel.py"/>
        <source>{} saved</source>
        <translation>{} salvo</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/panel.py"/>
        <source>Load an arch.json…</source>
        <translation>Carregar arch.json…</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/panel.py"/>
        <source>Save as arch.json…</source>
        <translation>Salvar como arch.json…</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/table.py"/>
        <source>Changed since the last build; press {build} to build</source>
        <translation>Mudou desde a última construção; tecle {build} para construir</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/table.py"/>
        <source>max</source>
        <translation>máx</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/table.py"/>
        <source>avg</source>
        <translation>méd</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/table.py"/>
        <source>min</source>
        <translation>mín</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/table.py"/>
        <location filename="gui/panels/identification/choosers.py"/>
        <source>Blocks</source>
        <translation>Blocos</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/table.py"/>
        <source>Number of the block</source>
        <translation>Número do bloco</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/table.py"/>
        <source>Kernel size, in taps</source>
        <translation>Tamanho do kernel, em coeficientes</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/table.py"/>
        <source>Dil.</source>
        <translation>Dil.</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/table.py"/>
        <source>Dilation, in pixels</source>
        <translation>Dilatação, em pixels</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/table.py"/>
        <source>Kernels; – if known only after a build</source>
        <translation>Kernels; – se só for conhecido após a construção</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/table.py"/>
        <source>Kind and size of the pooling / its stride</source>
        <translation>Tipo e tamanho do pooling / passo</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/table.py"/>
        <location filename="gui/panels/maps/kernel_map.py"/>
        <source>Map</source>
        <translation>Mapa</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/table.py"/>
        <source>Height × width of the map for the shown image</source>
        <translation>Altura × largura do mapa da imagem mostrada</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/table.py"/>
        <source>Field</source>
        <translation>Campo</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/table.py"/>
        <source>Receptive field: side of the square that a pixel of the map sees</source>
        <translation>Campo receptivo: lado do quadrado que um pixel do mapa vê</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/table.py"/>
        <source>Params</source>
        <translation>Params</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/table.py"/>
        <source>Weights and biases</source>
        <translation>Pesos e vieses</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/table.py"/>
        <source>Map of {} × {} pixels, each {} image pixels from the next</source>
        <translation>Mapa de {} × {} pixels, a {} pixels da imagem um do outro</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/table.py"/>
        <source>Each sees {} × {} image pixels</source>
        <translation>Cada um vê {} × {} pixels da imagem</translation>
    </message>
    <message>
        <location filename="gui/panels/architecture/table.py"/>
        <source>{} weights and biases</source>
        <translation>{} pesos e vieses</translation>
    </message>
    <message>
        <location filename="gui/panels/attributions/model.py"/>
        <source>0 to {0}</source>
        <translation>0 a {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/attributions/panel.py"/>
        <source>Attributions</source>
        <translation>Atribuições</translation>
    </message>
    <message>
        <location filename="gui/panels/attributions/panel.py"/>
        <source>Save the maps; choose what stands for absent pixels</source>
        <translation>Salvar os mapas; escolher o que substitui pixels ausentes</translation>
    </message>
    <message>
        <location filename="gui/panels/attributions/panel.py"/>
        <source>Attributions of the explained place</source>
        <translation>Atribuições do lugar explicado</translation>
    </message>
    <message>
        <location filename="gui/panels/attributions/panel.py"/>
        <location filename="gui/panels/finetuning/panel.py"/>
        <location filename="gui/panels/why/panel.py"/>
        <location filename="gui/status.py"/>
        <source>Stop</source>
        <translation>Parar</translation>
    </message>
    <message>
        <location filename="gui/panels/attributions/panel.py"/>
        <location filename="gui/panels/finetuning/panel.py"/>
        <location filename="gui/panels/why/panel.py"/>
        <source>Go on</source>
        <translation>Continuar</translation>
    </message>
    <message>
        <location filename="gui/panels/attributions/panel.py"/>
        <source>What is attributed</source>
        <translation>O que é atribuído</translation>
    </message>
    <message>
        <location filename="gui/panels/attributions/panel.py"/>
        <source>What is attributed: the decoder&apos;s sum, which changes even where the saliency is 0 or 1; the saliency; the sum of the object; the shown kernel&apos;s activation</source>
        <translation>O que é atribuído: a soma do decodificador, que muda mesmo onde a saliência é 0 ou 1; a saliência; a soma do objeto; a ativação do kernel mostrado</translation>
    </message>
    <message>
        <location filename="gui/panels/attributions/panel.py"/>
        <source>Sum</source>
        <translation>Soma</translation>
    </message>
    <message>
        <location filename="gui/panels/attributions/panel.py"/>
        <source>Object</source>
        <translation>Objeto</translation>
    </message>
    <message>
        <location filename="gui/panels/attributions/panel.py"/>
        <source>Kernel</source>
        <translation>Kernel</translation>
    </message>
    <message>
        <location filename="gui/panels/attributions/panel.py"/>
        <source>Save as HTML…</source>
        <translation>Salvar como HTML…</translation>
    </message>
    <message>
        <location filename="gui/panels/attributions/panel.py"/>
        <source>Save pictures and arrays…</source>
        <translation>Salvar imagens e matrizes…</translation>
    </message>
    <message>
        <location filename="gui/panels/attributions/panel.py"/>
        <source>Attributing…</source>
        <translation>Atribuindo…</translation>
    </message>
    <message>
        <location filename="gui/panels/attributions/panel.py"/>
        <source>Save the attributions</source>
        <translation>Salvar as atribuições</translation>
    </message>
    <message>
        <location filename="gui/panels/attributions/panel.py"/>
        <source>Absent pixels have the mean colour</source>
        <translation>Pixels ausentes têm a cor média</translation>
    </message>
    <message>
        <location filename="gui/panels/attributions/panel.py"/>
        <source>Absent pixels are black</source>
        <translation>Pixels ausentes são pretos</translation>
    </message>
    <message>
        <location filename="gui/panels/attributions/panel.py"/>
        <source>Folder for the attributions</source>
        <translation>Pasta das atribuições</translation>
    </message>
    <message>
        <location filename="gui/panels/attributions/panel.py"/>
        <source>Log-odds</source>
        <translation>Log-odds</translation>
    </message>
    <message>
        <location filename="gui/panels/builds/delegate.py"/>
        <source>not built</source>
        <translation>não construído</translation>
    </message>
    <message>
        <location filename="gui/panels/builds/delegate.py"/>
        <source>now</source>
        <translation>agora</translation>
    </message>
    <message>
        <location filename="gui/panels/builds/delegate.py"/>
        <location filename="gui/panels/plots/measures_chart.py"/>
        <source>before</source>
        <translation>antes</translation>
    </message>
    <message>
        <location filename="gui/panels/builds/model.py"/>
        <source>Decoder {0}, threshold {1}</source>
        <translation>Decodificador {0}, limiar {1}</translation>
    </message>
    <message>
        <location filename="gui/panels/builds/model.py"/>
        <source>Build {0}, {1}</source>
        <translation>Construção {0}, {1}</translation>
    </message>
    <message>
        <location filename="gui/panels/builds/model.py"/>
        <source>State {0}, {1}, not built</source>
        <translation>Estado {0}, {1}, não construído</translation>
    </message>
    <message>
        <location filename="gui/panels/builds/model.py"/>
        <source>{0}, before decoder or mask were changed</source>
        <translation>{0}, antes de mudar decodificador ou máscara</translation>
    </message>
    <message>
        <location filename="gui/panels/builds/model.py"/>
        <source>{0}, the mean of {1}</source>
        <translation>{0}, a média de {1}</translation>
    </message>
    <message>
        <location filename="gui/panels/builds/model.py"/>
        <location filename="gui/panels/results/views.py"/>
        <source>Dice {0}</source>
        <translation>Dice {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/builds/model.py"/>
        <source>{0} on one image</source>
        <translation>{0} em uma imagem</translation>
    </message>
    <message>
        <location filename="gui/panels/builds/strip.py"/>
        <source>Builds</source>
        <translation>Construções</translation>
    </message>
    <message>
        <location filename="gui/panels/builds/strip.py"/>
        <source>Show now and before side by side</source>
        <translation>Mostrar agora e antes lado a lado</translation>
    </message>
    <message>
        <location filename="gui/panels/builds/strip.py"/>
        <source>Hide the builds</source>
        <translation>Ocultar as construções</translation>
    </message>
    <message>
        <location filename="gui/panels/builds/strip.py"/>
        <source>Choose a build to restore it</source>
        <translation>Escolha uma construção para restaurá-la</translation>
    </message>
    <message>
        <location filename="gui/panels/builds/strip.py"/>
        <source>&amp;Side by side with now</source>
        <translation>&amp;Lado a lado com agora</translation>
    </message>
    <message>
        <location filename="gui/panels/builds/strip.py"/>
        <source>&amp;Restore</source>
        <translation>&amp;Restaurar</translation>
    </message>
    <message>
        <location filename="gui/panels/builds/strip.py"/>
        <source>Restore the project of build {0}</source>
        <translation>Restaurar o projeto da construção {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/builds/strip.py"/>
        <source>Build {0} restored</source>
        <translation>Construção {0} restaurada</translation>
    </message>
    <message>
        <location filename="gui/panels/classes/model.py"/>
        <source>Class {0}, {1}: {2} in the project</source>
        <translation>Classe {0}, {1}: {2} no projeto</translation>
    </message>
    <message>
        <location filename="gui/panels/classes/model.py"/>
        <source>Press {0} to draw with it, double-click to rename it</source>
        <translation>Tecle {0} para desenhar com ela; clique duplo para renomeá-la</translation>
    </message>
    <message>
        <location filename="gui/panels/classes/panel.py"/>
        <source>Classes</source>
        <translation>Classes</translation>
    </message>
    <message>
        <location filename="gui/panels/classes/panel.py"/>
        <source>Radius of the selected marker, or of the next one: {smallerRadius} and {largerRadius}, Ctrl+wheel on the image, or Ctrl+drag with a drawing tool</source>
        <translation>Raio do marcador selecionado, ou do próximo: {smallerRadius} e {largerRadius}, Ctrl+roda na imagem, ou Ctrl+arrastar com uma ferramenta de desenho</translation>
    </message>
    <message>
        <location filename="gui/panels/classes/panel.py"/>
        <source>kernels and normalisation</source>
        <translation>kernels e normalização</translation>
    </message>
    <message>
        <location filename="gui/panels/classes/panel.py"/>
        <source>kernels only</source>
        <translation>só kernels</translation>
    </message>
    <message>
        <location filename="gui/panels/classes/panel.py"/>
        <source>normalisation only</source>
        <translation>só normalização</translation>
    </message>
    <message>
        <location filename="gui/panels/classes/panel.py"/>
        <source>Use of the next marker:
kernels – its patches are clustered into kernels;
normalisation – its patches give the mean and deviation for normalisation</source>
        <translation>Uso do próximo marcador:
kernels – seus patches são agrupados em kernels;
normalização – seus patches dão a média e o desvio para a normalização</translation>
    </message>
    <message>
        <location filename="gui/panels/classes/panel.py"/>
        <source>Rename</source>
        <translation>Renomear</translation>
    </message>
    <message>
        <location filename="gui/panels/classes/panel.py"/>
        <source>Colour…</source>
        <translation>Cor…</translation>
    </message>
    <message>
        <location filename="gui/panels/classes/panel.py"/>
        <source>Give the selected marker this class</source>
        <translation>Dar esta classe ao marcador selecionado</translation>
    </message>
    <message>
        <location filename="gui/panels/classes/panel.py"/>
        <location filename="gui/panels/slide/panel.py"/>
        <source>Remove</source>
        <translation>Remover</translation>
    </message>
    <message>
        <location filename="gui/panels/classes/panel.py"/>
        <location filename="gui/panels/markers/panel.py"/>
        <source>Use for</source>
        <translation>Usar para</translation>
    </message>
    <message>
        <location filename="gui/panels/classes/panel.py"/>
        <source>Radius in pixels</source>
        <translation>Raio em pixels</translation>
    </message>
    <message>
        <location filename="gui/panels/classes/panel.py"/>
        <source>Class {0} removed</source>
        <translation>Classe {0} removida</translation>
    </message>
    <message>
        <location filename="gui/panels/classes/panel.py"/>
        <source>Add an object class</source>
        <translation>Adicionar uma classe de objeto</translation>
    </message>
    <message>
        <location filename="gui/panels/classes/panel.py"/>
        <source>Add class</source>
        <translation>Adicionar classe</translation>
    </message>
    <message>
        <location filename="gui/panels/classes/panel.py"/>
        <source>Remove the class and its markers</source>
        <translation>Remover a classe e seus marcadores</translation>
    </message>
    <message>
        <location filename="gui/panels/classes/panel.py"/>
        <source>Marker {0}</source>
        <translation>Marcador {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/classes/panel.py"/>
        <source>Class {0} removed, and its {1}</source>
        <translation>Classe {0} removida com {1}</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/chart.py"/>
        <source>Weight of each kernel</source>
        <translation>Peso de cada kernel</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/chart.py"/>
        <source>mixed classes</source>
        <translation>classes misturadas</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/chart.py"/>
        <source>Weight unknown</source>
        <translation>Peso desconhecido</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/chart.py"/>
        <source>Zero everywhere on this image</source>
        <translation>Zero em toda esta imagem</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/chart.py"/>
        <source>Click: +1, 0, −1. Drag, wheel or arrow keys: steps of 0.1</source>
        <translation>Clique: +1, 0, −1. Arrastar, roda ou setas: passos de 0,1</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/chart.py"/>
        <source>Kernel {} · {}</source>
        <translation>Kernel {} · {}</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/chart.py"/>
        <source>Weight {}</source>
        <translation>Peso {}</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source>Kind of threshold</source>
        <translation>Tipo de limiar</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <location filename="gui/panels/plots/areas_chart.py"/>
        <source>Area</source>
        <translation>Área</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source>Keep only components with an area in this range, in pixels</source>
        <translation>Manter só componentes com área nesta faixa, em pixels</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source>Smallest area</source>
        <translation>Menor área</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source>Largest area</source>
        <translation>Maior área</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source>Fill holes</source>
        <translation>Fechar buracos</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source>Fill the holes of the mask before components are selected by area</source>
        <translation>Fechar os buracos da máscara antes de selecionar componentes pela área</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source>Drop at border</source>
        <translation>Limpar borda</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source>Remove components that touch the border of the image</source>
        <translation>Remover componentes que tocam a borda da imagem</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source>Boundary</source>
        <translation>Contorno</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source>Moves the boundary of each component to edges in the image; the saliency walker only within the uncertain band of the saliency, and halfway in contrast to where colours are halfway between inside and outside</source>
        <translation>Move o contorno de cada componente para as bordas da imagem; o caminhante de saliência, só dentro da faixa incerta da saliência, e a meio contraste até onde as cores estão a meio caminho entre dentro e fora</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source>Erosion</source>
        <translation>Erosão</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source>Erosion: object seeds are the components shrunk by this</source>
        <translation>Erosão: as sementes do objeto são os componentes encolhidos por este valor</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source>Dilation: background seeds are farther than this from any component</source>
        <translation>Dilatação: as sementes do fundo ficam além desta distância de qualquer componente</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <location filename="gui/panels/slide/settings.py"/>
        <source>Otsu</source>
        <translation>Otsu</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source>Fixed</source>
        <translation>Fixo</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source>0.5 if the saliency has one scale on all images, otherwise Otsu&apos;s threshold</source>
        <translation>0,5 se a saliência tem a mesma escala em todas as imagens; senão, o limiar de Otsu</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source>The threshold that best separates bright from dark, for each image</source>
        <translation>O limiar que melhor separa claro de escuro, em cada imagem</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source>The same threshold for all images</source>
        <translation>O mesmo limiar para todas as imagens</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <location filename="gui/panels/slide/settings.py"/>
        <source>Threshold</source>
        <translation>Limiar</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source>Pixels with a saliency over this, 0 to 1, are in the mask</source>
        <translation>Pixels com saliência acima deste valor, de 0 a 1, estão na máscara</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source> px²</source>
        <translation> px²</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source>Not refined</source>
        <translation>Não refinado</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source>Watershed</source>
        <translation>Watershed</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source>Random walker</source>
        <translation>Caminhante aleatório</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source>Dynamic trees</source>
        <translation>Árvores dinâmicas</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source>Saliency walker</source>
        <translation>Caminhante de saliência</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source>Halfway in contrast</source>
        <translation>A meio contraste</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source>inside</source>
        <translation>dentro</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source>outside</source>
        <translation>fora</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source>Automatic ({})</source>
        <translation>Automático ({})</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source>Components</source>
        <translation>Componentes</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source>Seeds</source>
        <translation>Sementes</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source>Touching</source>
        <translation>Contato</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/delineation_editor.py"/>
        <source>Otsu: {:.2f}</source>
        <translation>Otsu: {:.2f}</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/form.py"/>
        <source>Block {} (not in the architecture)</source>
        <translation>Bloco {} (não está na arquitetura)</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/form.py"/>
        <location filename="gui/panels/decoder/panel.py"/>
        <source>Decoder</source>
        <translation>Decodificador</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/form.py"/>
        <source>Reads</source>
        <translation>Lê</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/form.py"/>
        <source>Scale</source>
        <translation>Escala</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/form.py"/>
        <source>Block that the decoder reads</source>
        <translation>Bloco que o decodificador lê</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/form.py"/>
        <source>Block whose activation maps are decoded into saliency</source>
        <translation>Bloco cujos mapas de ativação são decodificados em saliência</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/form.py"/>
        <source>Scale of the saliency</source>
        <translation>Escala da saliência</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/form.py"/>
        <source>What saliency is relative to: the image&apos;s own maximum, or the level at the object markers of the training images, so that images without objects stay dark</source>
        <translation>A referência da saliência: o máximo da própria imagem, ou o nível nos marcadores de objeto das imagens de treino, para que imagens sem objetos fiquem escuras</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/form.py"/>
        <source>All blocks (1 to {})</source>
        <translation>Todos os blocos (1 a {})</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/form.py"/>
        <source>Last block ({})</source>
        <translation>Último bloco ({})</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/form.py"/>
        <source>Average of several blocks</source>
        <translation>Média de vários blocos</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/form.py"/>
        <source>Maximum of each image</source>
        <translation>Máximo de cada imagem</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/form.py"/>
        <source>Level in training images</source>
        <translation>Nível nas imagens de treino</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/form.py"/>
        <source>Probability</source>
        <translation>Probabilidade</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/form.py"/>
        <source>The saliency of this decoder is a probability</source>
        <translation>A saliência deste decodificador é uma probabilidade</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/form.py"/>
        <source>Several blocks together</source>
        <translation>Vários blocos juntos</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/measures_table.py"/>
        <source>Measures of the shown image</source>
        <translation>Medidas da imagem mostrada</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/measures_table.py"/>
        <source>Measure</source>
        <translation>Medida</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/measures_table.py"/>
        <source>Now</source>
        <translation>Agora</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/measures_table.py"/>
        <source>Change</source>
        <translation>Mudança</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/measures_table.py"/>
        <source>Of the last build</source>
        <translation>Da última construção</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/measures_table.py"/>
        <source>Of the build before</source>
        <translation>Da construção anterior</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/measures_table.py"/>
        <source>▲ for the better, ▼ for the worse</source>
        <translation>▲ para melhor, ▼ para pior</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/measures_table.py"/>
        <source>{0}; {1} is perfect</source>
        <translation>{0}; {1} é perfeito</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/panel.py"/>
        <source>Set the weights to +1 for the kernels of the class, −1 for all others</source>
        <translation>Pôr os pesos em +1 para os kernels da classe e −1 para os demais</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/panel.py"/>
        <source>The next build learns them from the markers.</source>
        <translation>A próxima construção os aprende com os marcadores.</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/panel.py"/>
        <source>The next build shows the weight of each kernel here.</source>
        <translation>A próxima construção mostra aqui o peso de cada kernel.</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/panel.py"/>
        <source>No reference mask on this image.</source>
        <translation>Esta imagem não tem máscara de referência.</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/panel.py"/>
        <source>Saliency on each block</source>
        <translation>Saliência em cada bloco</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/panel.py"/>
        <source>Mask from saliency</source>
        <translation>Máscara a partir da saliência</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/panel.py"/>
        <source>Measures on this image</source>
        <translation>Medidas nesta imagem</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/panel.py"/>
        <source>Draw objects and background to learn this decoder. Until then: {}.</source>
        <translation>Desenhe objetos e fundo para aprender este decodificador. Até lá: {}.</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/panel.py"/>
        <source>No training image has a mask to train on; add one.</source>
        <translation>Nenhuma imagem de treino tem máscara para treinar; adicione uma.</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/panel.py"/>
        <source>Weights on block {}</source>
        <translation>Pesos no bloco {}</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/panel.py"/>
        <source>There are {} weights for {} kernels; reset the weights.</source>
        <translation>Há {} pesos para {} kernels; redefina os pesos.</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/panel.py"/>
        <source>The next build trains them; training images with a mask: {}.</source>
        <translation>A próxima construção os treina; imagens de treino com máscara: {}.</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/panel.py"/>
        <source>Can&apos;t use the reference mask. {}</source>
        <translation>Não é possível usar a máscara de referência. {}</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/previews.py"/>
        <source>Saliency of this decoder on block {}
Click: decode this block; Ctrl+click: average it with the others</source>
        <translation>Saliência deste decodificador no bloco {}
Clique: decodificar este bloco; Ctrl+clique: fazer a média dele com os outros</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/splitting_editor.py"/>
        <source>Touching objects</source>
        <translation>Objetos que se tocam</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/splitting_editor.py"/>
        <source>Radius of an object</source>
        <translation>Raio de um objeto</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/splitting_editor.py"/>
        <source>Radius of the largest disk in a typical object</source>
        <translation>Raio do maior disco em um objeto típico</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/splitting_editor.py"/>
        <source>Joined</source>
        <translation>Juntos</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/splitting_editor.py"/>
        <source>A connected region is one object</source>
        <translation>Uma região conexa é um objeto</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/splitting_editor.py"/>
        <source>Separated (learned)</source>
        <translation>Separados (aprendido)</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/splitting_editor.py"/>
        <source>Objects that touch are separated by the size of the marked ones</source>
        <translation>Objetos que se tocam são separados pelo tamanho dos marcados</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/splitting_editor.py"/>
        <source>Separated</source>
        <translation>Separados</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/splitting_editor.py"/>
        <source>Objects that touch are separated by the radius that you give</source>
        <translation>Objetos que se tocam são separados pelo raio que você indicar</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/threshold.py"/>
        <source>automatic</source>
        <translation>automático</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/threshold.py"/>
        <source>Return to the automatic threshold</source>
        <translation>Voltar ao limiar automático</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/threshold.py"/>
        <source>fixed</source>
        <translation>fixo</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/threshold.py"/>
        <source>reference</source>
        <translation>referência</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/threshold_plot.py"/>
        <source>Histogram of the saliency, with the threshold</source>
        <translation>Histograma da saliência, com o limiar</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/threshold_plot.py"/>
        <source>Drag to move the threshold, or press ← and →; double-click for the automatic one</source>
        <translation>Arraste para mover o limiar, ou tecle ← e →; clique duplo para o automático</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/curves.py"/>
        <source>Epoch</source>
        <translation>Época</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/curves.py"/>
        <source>Epoch {0}: {1} {2}</source>
        <translation>Época {0}: {1} {2}</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/curves.py"/>
        <source>Dice</source>
        <translation>Dice</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/curves.py"/>
        <source>Loss</source>
        <translation>Perda</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/curves.py"/>
        <source>, validation {0}</source>
        <translation>, validação {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/form.py"/>
        <source>Vary the images</source>
        <translation>Variar as imagens</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/form.py"/>
        <source>Teach with</source>
        <translation>Ensinar com</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/form.py"/>
        <source>What the network learns from</source>
        <translation>Com o que a rede aprende</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/form.py"/>
        <source>Epochs</source>
        <translation>Épocas</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/form.py"/>
        <source>Passes over the training images; the first quarter trains the decoder alone</source>
        <translation>Passagens pelas imagens de treino; o primeiro quarto treina só o decodificador</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/form.py"/>
        <source>Rate</source>
        <translation>Taxa</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/form.py"/>
        <source>Learning rate of the decoder</source>
        <translation>Taxa de aprendizado do decodificador</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/form.py"/>
        <source>Of encoder</source>
        <translation>Codificador</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/form.py"/>
        <source>Learning rate of the encoder, after the first quarter of the epochs</source>
        <translation>Taxa de aprendizado do codificador, após o primeiro quarto das épocas</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/form.py"/>
        <source>Flip and turn the images, and change their intensity, at random</source>
        <translation>Espelhar e girar as imagens, e mudar sua intensidade, ao acaso</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/form.py"/>
        <source>{0}: {1}: give a number from {2} to 1</source>
        <translation>{0}: {1}: dê um número de {2} a 1</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/form.py"/>
        <source>Masks</source>
        <translation>Máscaras</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/form.py"/>
        <source>The reference masks of training images</source>
        <translation>As máscaras de referência das imagens de treino</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/form.py"/>
        <location filename="gui/panels/markers/panel.py"/>
        <location filename="gui/panels/overlays.py"/>
        <source>Markers</source>
        <translation>Marcadores</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/form.py"/>
        <source>The marked pixels alone; no masks needed</source>
        <translation>Só os pixels marcados; dispensa máscaras</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/form.py"/>
        <source>Epochs: {0}: give a number from 1 to {1}</source>
        <translation>Épocas: {0}: dê um número de 1 a {1}</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/panel.py"/>
        <source>Fine-tuning</source>
        <translation>Ajuste fino</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/panel.py"/>
        <source>Epoch {0} of {1}; best {2}: Dice {3} ({4})</source>
        <translation>Época {0} de {1}; melhor {2}: Dice {3} ({4})</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/panel.py"/>
        <source>Train a U-shaped network that begins as the encoder and decoder of the last build. The project stays as it is.</source>
        <translation>Treinar uma rede em U que começa como o codificador e o decodificador da última construção. O projeto fica como está.</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/panel.py"/>
        <source>Saved {0}; Predict folder can use it</source>
        <translation>{0} salvo; Predizer pasta pode usá-lo</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/panel.py"/>
        <source>Train</source>
        <translation>Treinar</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/panel.py"/>
        <source>Save model…</source>
        <translation>Salvar modelo…</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/panel.py"/>
        <source>Curves</source>
        <translation>Curvas</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/panel.py"/>
        <source>Before/after</source>
        <translation>Antes/depois</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/panel.py"/>
        <source>Go on from the last complete epoch</source>
        <translation>Continuar da última época completa</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/panel.py"/>
        <source>Write the best epoch as a model folder, which Predict folder then offers</source>
        <translation>Gravar a melhor época como pasta de modelo, que Predizer pasta passa a oferecer</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/panel.py"/>
        <source>; ended, as validation does not improve</source>
        <translation>; encerrado, pois a validação não melhora</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/panel.py"/>
        <source>Model folder to write</source>
        <translation>Pasta de modelo a gravar</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/panel.py"/>
        <source>Train anew</source>
        <translation>Treinar de novo</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/panel.py"/>
        <source>Train from the last build</source>
        <translation>Treinar a partir da última construção</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/panel.py"/>
        <location filename="gui/panels/plots/measures_chart.py"/>
        <source>training</source>
        <translation>treino</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/panel.py"/>
        <source>training {0}, validation {1}</source>
        <translation>treino {0}, validação {1}</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/panel.py"/>
        <location filename="gui/panels/images/model.py"/>
        <location filename="gui/panels/plots/measures_chart.py"/>
        <source>validation</source>
        <translation>validação</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/panel.py"/>
        <source>Comparing…</source>
        <translation>Comparando…</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/panel.py"/>
        <source>The first epoch is under way</source>
        <translation>A primeira época está em andamento</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/panel.py"/>
        <source>preparing</source>
        <translation>preparando</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/pictures.py"/>
        <source>After epoch {0}</source>
        <translation>Após a época {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/pictures.py"/>
        <source>: Dice {0}</source>
        <translation>: Dice {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/pictures.py"/>
        <source>{0}, mask</source>
        <translation>{0}, máscara</translation>
    </message>
    <message>
        <location filename="gui/panels/finetuning/pictures.py"/>
        <source>{0}, saliency</source>
        <translation>{0}, saliência</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/choosers.py"/>
        <source>Features of each activation map</source>
        <translation>Características de cada mapa de ativação</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/choosers.py"/>
        <source>Classifier</source>
        <translation>Classificador</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/choosers.py"/>
        <source>Blocks whose activation maps are pooled</source>
        <translation>Blocos cujos mapas de ativação passam por pooling</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/choosers.py"/>
        <source>&amp;All blocks</source>
        <translation>&amp;Todos os blocos</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/choosers.py"/>
        <source>Blocks {0}</source>
        <translation>Blocos {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/choosers.py"/>
        <source>Block &amp;{0}</source>
        <translation>Bloco &amp;{0}</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/confusion.py"/>
        <source>Confusion matrix</source>
        <translation>Matriz de confusão</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/confusion.py"/>
        <source>{0} of class {1} taken for {2}</source>
        <translation>Classe {1} confundida com {2}: {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/confusion.py"/>
        <source>taken for</source>
        <translation>dada como</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/confusion.py"/>
        <source>recall</source>
        <translation>revocação</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/confusion.py"/>
        <source>{0} of class {1} identified</source>
        <translation>Classe {1} identificada: {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/curve.py"/>
        <location filename="gui/panels/identification/panel.py"/>
        <source>accuracy</source>
        <translation>acurácia</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/curve.py"/>
        <location filename="gui/panels/identification/panel.py"/>
        <source>kappa</source>
        <translation>kappa</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/curve.py"/>
        <location filename="gui/panels/identification/panel.py"/>
        <source>macro F1</source>
        <translation>macro F1</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/curve.py"/>
        <source>Learning curve</source>
        <translation>Curva de aprendizado</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/curve.py"/>
        <source>Images learned from</source>
        <translation>Imagens de aprendizado</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/mistakes.py"/>
        <source>Identified images</source>
        <translation>Imagens identificadas</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/mistakes.py"/>
        <source>{0}: {1}, taken for {2}</source>
        <translation>{0}: {1}, confundida com {2}</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/mistakes.py"/>
        <source>{0} of what pulls the image to the wrong class</source>
        <translation>{0} do que puxa a imagem para a classe errada</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/mistakes.py"/>
        <source>{0}: identified as {1}</source>
        <translation>{0}: identificada como {1}</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/panel.py"/>
        <source>Identification</source>
        <translation>Identificação</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/panel.py"/>
        <source>Mistakes</source>
        <translation>Erros</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/panel.py"/>
        <source>Poolings</source>
        <translation>Poolings</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/panel.py"/>
        <source>Curve</source>
        <translation>Curva</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/panel.py"/>
        <source>Share kernels by &amp;difficulty</source>
        <translation>Distribuir kernels pela &amp;dificuldade</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/panel.py"/>
        <source>Classes that are often missed get more kernels</source>
        <translation>Classes que falham muito recebem mais kernels</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/panel.py"/>
        <source>More</source>
        <translation>Mais</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/panel.py"/>
        <source>accuracy · effective dimension</source>
        <translation>acurácia · dimensão efetiva</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/panel.py"/>
        <source>After a build, this identifies the images that have a class</source>
        <translation>Após a construção, isto identifica as imagens que têm uma classe</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/panel.py"/>
        <source>Cross-validating…</source>
        <translation>Validando de forma cruzada…</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/panel.py"/>
        <source>taken for another class</source>
        <translation>confundidas com outra classe</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/panel.py"/>
        <source>Save the classifier as a folder</source>
        <translation>Salvar o classificador como pasta</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/panel.py"/>
        <source>Kernels will be shared by the difficulty of the classes; build to learn them</source>
        <translation>Os kernels serão distribuídos pela dificuldade das classes; construa para aprendê-los</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/panel.py"/>
        <source>Kernels will be shared by the markers; build to learn them</source>
        <translation>Os kernels serão distribuídos pelos marcadores; construa para aprendê-los</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/panel.py"/>
        <source>&amp;Save classifier…</source>
        <translation>&amp;Salvar classificador…</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/panel.py"/>
        <source>&amp;Copy numbers</source>
        <translation>&amp;Copiar números</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/panel.py"/>
        <source>Cell</source>
        <translation>Célula</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/panel.py"/>
        <source>All images are identified</source>
        <translation>Todas as imagens foram identificadas</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/panel.py"/>
        <source>No image</source>
        <translation>Nenhuma imagem</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/panel.py"/>
        <source>Learning from shares of the labels…</source>
        <translation>Aprendendo com frações dos rótulos…</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/panel.py"/>
        <source>Save classifier…
Learned from all labelled images, with the encoder</source>
        <translation>Salvar classificador…
Aprendido com todas as imagens rotuladas, junto com o codificador</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/panel.py"/>
        <source>Encoding {0} of {1} images…</source>
        <translation>Codificando {0} de {1} imagens…</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/panel.py"/>
        <source>dimension {0:.1f}</source>
        <translation>dimensão {0:.1f}</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/panel.py"/>
        <source>Mean and deviation over {0} folds; each image is left out once</source>
        <translation>Média e desvio em {0} partições; cada imagem fica de fora uma vez</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/panel.py"/>
        <source>Effective dimension {0:.2f} of {1} features</source>
        <translation>Dimensão efetiva {0:.2f} de {1} características</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/panel.py"/>
        <location filename="gui/panels/maps/panel.py"/>
        <source>{0} left out</source>
        <translation>{0} de fora</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/poolings.py"/>
        <source>Accuracy and effective dimension by block and pooling</source>
        <translation>Acurácia e dimensão efetiva por bloco e pooling</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/poolings.py"/>
        <source>Accuracy {0:.3f} ± {1:.3f} over the folds; effective dimension {2:.1f}: near 1, the features of all images lie on a line</source>
        <translation>Acurácia {0:.3f} ± {1:.3f} nas partições; dimensão efetiva {2:.1f}: perto de 1, as características de todas as imagens ficam em uma reta</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/rows.py"/>
        <source>kernel {0} of block {1}</source>
        <translation>kernel {0} do bloco {1}</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/rows.py"/>
        <source>Finding the strokes behind it…</source>
        <translation>Procurando os traços por trás disso…</translation>
    </message>
    <message>
        <location filename="gui/panels/identification/rows.py"/>
        <source>No stroke pulls it to {0}: no kernel of a stroke decides this</source>
        <translation>Nenhum traço a puxa para {0}: nenhum kernel de um traço decide isto</translation>
    </message>
    <message>
        <location filename="gui/panels/images/commands.py"/>
        <source>Mask removed; its file stays</source>
        <translation>Máscara removida; o arquivo permanece</translation>
    </message>
    <message>
        <location filename="gui/panels/images/commands.py"/>
        <source>Set mask…</source>
        <translation>Definir máscara…</translation>
    </message>
    <message>
        <location filename="gui/panels/images/commands.py"/>
        <source>Remove mask</source>
        <translation>Remover máscara</translation>
    </message>
    <message>
        <location filename="gui/panels/images/commands.py"/>
        <source>Window of values…</source>
        <translation>Faixa de valores…</translation>
    </message>
    <message>
        <location filename="gui/panels/images/commands.py"/>
        <source>Pixel size…</source>
        <translation>Tamanho do pixel…</translation>
    </message>
    <message>
        <location filename="gui/panels/images/commands.py"/>
        <source>Remove from project</source>
        <translation>Remover do projeto</translation>
    </message>
    <message>
        <location filename="gui/panels/images/commands.py"/>
        <source>Look for moved images in</source>
        <translation>Procurar imagens movidas em</translation>
    </message>
    <message>
        <location filename="gui/panels/images/commands.py"/>
        <location filename="gui/panels/results/panel.py"/>
        <source>Role</source>
        <translation>Papel</translation>
    </message>
    <message>
        <location filename="gui/panels/images/commands.py"/>
        <location filename="gui/panels/plots/panel.py"/>
        <location filename="gui/panels/results/columns.py"/>
        <source>Training</source>
        <translation>Treino</translation>
    </message>
    <message>
        <location filename="gui/panels/images/commands.py"/>
        <location filename="gui/panels/plots/panel.py"/>
        <location filename="gui/panels/results/columns.py"/>
        <source>Validation</source>
        <translation>Validação</translation>
    </message>
    <message>
        <location filename="gui/panels/images/commands.py"/>
        <location filename="gui/panels/plots/panel.py"/>
        <location filename="gui/panels/results/columns.py"/>
        <source>Test</source>
        <translation>Teste</translation>
    </message>
    <message>
        <location filename="gui/panels/images/commands.py"/>
        <source>Show in folder</source>
        <translation>Mostrar na pasta</translation>
    </message>
    <message>
        <location filename="gui/panels/images/commands.py"/>
        <source>{0} removed from the project</source>
        <translation>Removido do projeto: {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/images/commands.py"/>
        <source>Can&apos;t open {0}</source>
        <translation>Não é possível abrir {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/images/label_menu.py"/>
        <location filename="gui/panels/markers/model.py"/>
        <location filename="gui/panels/markers/panel.py"/>
        <source>Class</source>
        <translation>Classe</translation>
    </message>
    <message>
        <location filename="gui/panels/images/label_menu.py"/>
        <source>&amp;New class…</source>
        <translation>&amp;Nova classe…</translation>
    </message>
    <message>
        <location filename="gui/panels/images/label_menu.py"/>
        <source>N&amp;o class</source>
        <translation>&amp;Sem classe</translation>
    </message>
    <message>
        <location filename="gui/panels/images/model.py"/>
        <source>For training: its markers give kernels</source>
        <translation>Para treino: seus marcadores dão kernels</translation>
    </message>
    <message>
        <location filename="gui/panels/images/model.py"/>
        <source>For validation: its markers give no kernels</source>
        <translation>Para validação: seus marcadores não dão kernels</translation>
    </message>
    <message>
        <location filename="gui/panels/images/model.py"/>
        <source>For testing: its markers give no kernels</source>
        <translation>Para teste: seus marcadores não dão kernels</translation>
    </message>
    <message>
        <location filename="gui/panels/images/model.py"/>
        <source>train</source>
        <translation>treino</translation>
    </message>
    <message>
        <location filename="gui/panels/images/model.py"/>
        <location filename="gui/panels/plots/measures_chart.py"/>
        <source>test</source>
        <translation>teste</translation>
    </message>
    <message>
        <location filename="gui/panels/images/model.py"/>
        <source>{0} × {1} px, {2}</source>
        <translation>{0} × {1} px, {2}</translation>
    </message>
    <message>
        <location filename="gui/panels/images/model.py"/>
        <source>{0} channels</source>
        <translation>{0} canais</translation>
    </message>
    <message>
        <location filename="gui/panels/images/model.py"/>
        <source>With a reference mask</source>
        <translation>Com máscara de referência</translation>
    </message>
    <message>
        <location filename="gui/panels/images/model.py"/>
        <source>No markers</source>
        <translation>Sem marcadores</translation>
    </message>
    <message>
        <location filename="gui/panels/images/model.py"/>
        <source>mask</source>
        <translation>máscara</translation>
    </message>
    <message>
        <location filename="gui/panels/images/model.py"/>
        <source>next</source>
        <translation>próxima</translation>
    </message>
    <message>
        <location filename="gui/panels/images/model.py"/>
        <source>Pixels of {0} µm</source>
        <translation>Pixels de {0} µm</translation>
    </message>
    <message>
        <location filename="gui/panels/images/model.py"/>
        <source>Class of the image: {0}</source>
        <translation>Classe da imagem: {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/images/model.py"/>
        <source>Suggested as number {0} to mark next</source>
        <translation>Sugerida como número {0} para marcar em seguida</translation>
    </message>
    <message>
        <location filename="gui/panels/images/model.py"/>
        <source>next {0}</source>
        <translation>próxima {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/images/panel.py"/>
        <source>Add image files or folders; dropping them here does the same</source>
        <translation>Adicionar arquivos de imagem ou pastas; soltá-los aqui faz o mesmo</translation>
    </message>
    <message>
        <location filename="gui/panels/images/panel.py"/>
        <source>Find moved images…
Searches a folder for images of the same content</source>
        <translation>Localizar imagens movidas…
Procura em uma pasta imagens de mesmo conteúdo</translation>
    </message>
    <message>
        <location filename="gui/panels/images/panel.py"/>
        <source>Remove the selected images from the project; their files stay</source>
        <translation>Remover do projeto as imagens selecionadas; os arquivos permanecem</translation>
    </message>
    <message>
        <location filename="gui/panels/images/panel.py"/>
        <source>Search images</source>
        <translation>Procurar imagens</translation>
    </message>
    <message>
        <location filename="gui/panels/images/panel.py"/>
        <location filename="gui/panels/results/panel.py"/>
        <source>Search by file name</source>
        <translation>Procurar por nome</translation>
    </message>
    <message>
        <location filename="gui/panels/images/panel.py"/>
        <source>Image files…</source>
        <translation>Arquivos de imagem…</translation>
    </message>
    <message>
        <location filename="gui/panels/images/panel.py"/>
        <source>All images of a folder…</source>
        <translation>Todas as imagens de uma pasta…</translation>
    </message>
    <message>
        <location filename="gui/panels/images/panel.py"/>
        <source>Add images…</source>
        <translation>Adicionar…</translation>
    </message>
    <message>
        <location filename="gui/panels/images/panel.py"/>
        <source>Role of the selected images</source>
        <translation>Papel das imagens selecionadas</translation>
    </message>
    <message>
        <location filename="gui/panels/images/panel.py"/>
        <location filename="gui/welcome.py"/>
        <source>Drop images or folders here</source>
        <translation>Solte imagens ou pastas aqui</translation>
    </message>
    <message>
        <location filename="gui/panels/images/panel.py"/>
        <source>No file name contains “{0}”</source>
        <translation>Nenhum nome de arquivo contém “{0}”</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/commands.py"/>
        <source>{0} of block {1}: build to apply</source>
        <translation>{0} do bloco {1}: construa para aplicar</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/commands.py"/>
        <source>No kernel of block {0} repeats another</source>
        <translation>Nenhum kernel do bloco {0} repete outro</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/commands.py"/>
        <location filename="gui/panels/kernels/panel.py"/>
        <location filename="gui/panels/maps/panel.py"/>
        <location filename="gui/panels/markers/panel.py"/>
        <source>Delete</source>
        <translation>Excluir</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/commands.py"/>
        <location filename="gui/panels/kernels/panel.py"/>
        <source>Restore</source>
        <translation>Restaurar</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/commands.py"/>
        <location filename="gui/panels/kernels/panel.py"/>
        <location filename="gui/panels/maps/panel.py"/>
        <source>Invert</source>
        <translation>Inverter</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/commands.py"/>
        <source>Show on the image	Return</source>
        <translation>Mostrar na imagem	Enter</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/commands.py"/>
        <location filename="gui/panels/objects/panel.py"/>
        <source>Select all</source>
        <translation>Selecionar todos</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/commands.py"/>
        <source>Select dead</source>
        <translation>Selecionar mortos</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/commands.py"/>
        <source>Select twins</source>
        <translation>Selecionar gêmeos</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/commands.py"/>
        <source>Kernels that nearly equal an earlier kernel</source>
        <translation>Kernels quase iguais a um kernel anterior</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/commands.py"/>
        <source>Select redundant</source>
        <translation>Selecionar redundantes</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/commands.py"/>
        <source>All but one of each group of kernels that respond alike at the markers</source>
        <translation>Todos menos um de cada grupo de kernels que respondem do mesmo modo nos marcadores</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/commands.py"/>
        <source>Select useless</source>
        <translation>Selecionar inúteis</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/commands.py"/>
        <source>Kernels that respond to other classes as much as to their own</source>
        <translation>Kernels que respondem a outras classes tanto quanto à sua</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/commands.py"/>
        <source>Deleted a kernel</source>
        <translation>Um kernel excluído</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/commands.py"/>
        <source>Deleted {0} kernels</source>
        <translation>{0} kernels excluídos</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/commands.py"/>
        <source>Inverted a kernel</source>
        <translation>Um kernel invertido</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/commands.py"/>
        <source>Inverted {0} kernels</source>
        <translation>{0} kernels invertidos</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/commands.py"/>
        <source>Restored a kernel</source>
        <translation>Um kernel restaurado</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/commands.py"/>
        <source>Restored {0} kernels</source>
        <translation>{0} kernels restaurados</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/commands.py"/>
        <source>{0} of block {1}</source>
        <translation>{0} do bloco {1}</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/commands.py"/>
        <source>Selected {1} of {2} kernels of block {0}: they respond like another of their class at the markers (correlation of {3} or more)</source>
        <translation>Selecionados {1} de {2} kernels do bloco {0}: nos marcadores, respondem como outro de sua classe (correlação de {3} ou mais)</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/commands.py"/>
        <source>No kernel of block {0} is useless</source>
        <translation>Nenhum kernel do bloco {0} é inútil</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/commands.py"/>
        <source>Selected {1} of {2} kernels of block {0}; kernel {3} {4}</source>
        <translation>Selecionados {1} de {2} kernels do bloco {0}; o kernel {3} {4}</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/controls.py"/>
        <location filename="gui/panels/maps/blocks.py"/>
        <location filename="gui/panels/maps/choosers.py"/>
        <source>Block</source>
        <translation>Bloco</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/controls.py"/>
        <source>Not built yet</source>
        <translation>Ainda não construído</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/controls.py"/>
        <location filename="gui/panels/kernels/panel.py"/>
        <source>{0} kernel</source>
        <translation>{0} kernel</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/controls.py"/>
        <location filename="gui/panels/kernels/panel.py"/>
        <source>{0} kernels</source>
        <translation>{0} kernels</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/controls.py"/>
        <source>Kernels shown</source>
        <translation>Kernels mostrados</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/controls.py"/>
        <source>Which kernels are shown</source>
        <translation>Quais kernels são mostrados</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/controls.py"/>
        <source>Order of the kernels</source>
        <translation>Ordem dos kernels</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/controls.py"/>
        <source>Learn the encoder again</source>
        <translation>Aprender o codificador de novo</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/controls.py"/>
        <source>Nothing is built yet: draw markers, then press {build}.</source>
        <translation>Nada construído ainda: desenhe marcadores e tecle {build}.</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/controls.py"/>
        <source>Changed since the last build</source>
        <translation>Mudou desde a última construção</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/controls.py"/>
        <source>All kernels</source>
        <translation>Todos os kernels</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/controls.py"/>
        <source>Dead</source>
        <translation>Mortos</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/controls.py"/>
        <source>Twins</source>
        <translation>Gêmeos</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/controls.py"/>
        <source>Responds less to its class</source>
        <translation>Responde menos à sua classe</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/controls.py"/>
        <source>Waiting for a build</source>
        <translation>À espera da construção</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/controls.py"/>
        <source>By number</source>
        <translation>Por número</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/controls.py"/>
        <source>By class</source>
        <translation>Por classe</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/controls.py"/>
        <source>By weight</source>
        <translation>Por peso</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/controls.py"/>
        <source>By Dice</source>
        <translation>Por Dice</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/controls.py"/>
        <source>By cluster size</source>
        <translation>Por tamanho do grupo</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/controls.py"/>
        <source>By maximum</source>
        <translation>Por máximo</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/controls.py"/>
        <source>By separation</source>
        <translation>Por separação</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/controls.py"/>
        <source>Building…</source>
        <translation>Construindo…</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/controls.py"/>
        <source>Mixed classes</source>
        <translation>Classes misturadas</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/controls.py"/>
        <source>Block {0} needs a build.</source>
        <translation>O bloco {0} precisa de uma construção.</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/delegate.py"/>
        <source>dead</source>
        <translation>morto</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/delegate.py"/>
        <source>AUC {0}</source>
        <translation>AUC {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/gallery.py"/>
        <source>Restore all deleted kernels of this block</source>
        <translation>Restaurar todos os kernels excluídos deste bloco</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/gallery.py"/>
        <source>Deleted kernels</source>
        <translation>Kernels excluídos</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/gallery.py"/>
        <source>Restore all</source>
        <translation>Restaurar todos</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/gallery.py"/>
        <source>Show or hide the deleted kernels</source>
        <translation>Mostrar ou ocultar os kernels excluídos</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/gallery.py"/>
        <source>Deleted ({0})</source>
        <translation>Excluídos ({0})</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/model.py"/>
        <source>From {0}, marker {1}, row {2}, column {3}</source>
        <translation>De {0}, marcador {1}, linha {2}, coluna {3}</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/model.py"/>
        <source>No single class: the reduction mixed classes</source>
        <translation>Sem classe única: a redução misturou classes</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/model.py"/>
        <source>Responds most at {0}, marker {1}, row {2}, column {3}</source>
        <translation>Responde mais em {0}, marcador {1}, linha {2}, coluna {3}</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/model.py"/>
        <source>{0} % from the selected marker</source>
        <translation>{0} % do marcador selecionado</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/model.py"/>
        <source>Not learned: it comes from the model that the encoder begins with</source>
        <translation>Não aprendido: vem do modelo com que o codificador começa</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/model.py"/>
        <source>Represents one patch</source>
        <translation>Representa um patch</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/model.py"/>
        <source>Represents {0} patches</source>
        <translation>Representa {0} patches</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/model.py"/>
        <source>Separates its class: AUC {0}, Fisher {1}</source>
        <translation>Separa sua classe: AUC {0}, Fisher {1}</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/model.py"/>
        <source>Dead: zero everywhere on this image</source>
        <translation>Morto: zero em toda esta imagem</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/model.py"/>
        <source>Responds less to its class than to the others</source>
        <translation>Responde menos à sua classe do que às outras</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/model.py"/>
        <source>Inverted</source>
        <translation>Invertido</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/model.py"/>
        <source>Deleted</source>
        <translation>Excluído</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/model.py"/>
        <source>Changed since the last build; build to apply</source>
        <translation>Mudou desde a última construção; construa para aplicar</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/model.py"/>
        <location filename="gui/panels/likes/panel.py"/>
        <location filename="gui/panels/why/rows.py"/>
        <source>Kernel {0} of block {1}</source>
        <translation>Kernel {0} do bloco {1}</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/model.py"/>
        <source>Made from one kernel</source>
        <translation>Feito de um kernel</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/model.py"/>
        <source>Made from {0} kernels</source>
        <translation>Feito de {0} kernels</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/model.py"/>
        <location filename="gui/panels/why/model.py"/>
        <source>Class {0}: {1}</source>
        <translation>Classe {0}: {1}</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/model.py"/>
        <source>Nearly the same as kernel {0}</source>
        <translation>Quase igual ao kernel {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/model.py"/>
        <source>Weight in the decoder: {0}</source>
        <translation>Peso no decodificador: {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/model.py"/>
        <source>Maximum on this image: {0}</source>
        <translation>Máximo nesta imagem: {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/model.py"/>
        <source>Dice with the reference mask: {0}</source>
        <translation>Dice com a máscara de referência: {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/panel.py"/>
        <location filename="gui/panels/maps/panel.py"/>
        <source>Delete the selected kernels; applies with the next build (Del)</source>
        <translation>Excluir os kernels selecionados; vale a partir da próxima construção (Del)</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/panel.py"/>
        <source>Invert the sign of the selected kernels; applies with the next build</source>
        <translation>Inverter o sinal dos kernels selecionados; vale a partir da próxima construção</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/panel.py"/>
        <source>Show the activation map over the image (double click, Return)</source>
        <translation>Mostrar o mapa de ativação sobre a imagem (clique duplo, Enter)</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/panel.py"/>
        <source>Select dead, redundant or useless kernels, twins, or all</source>
        <translation>Selecionar kernels mortos, redundantes ou inúteis, gêmeos, ou todos</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/panel.py"/>
        <source>Size of the pictures</source>
        <translation>Tamanho das imagens</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/panel.py"/>
        <source>Size of the pictures (Ctrl+wheel)</source>
        <translation>Tamanho das imagens (Ctrl+roda)</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/panel.py"/>
        <source>Select</source>
        <translation>Selecionar</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/panel.py"/>
        <source>After a build, this shows what each kernel responds to in the image</source>
        <translation>Após a construção, isto mostra a que cada kernel responde na imagem</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/panel.py"/>
        <source>No kernel passes the filter; choose “All kernels”</source>
        <translation>Nenhum kernel passa pelo filtro; escolha “Todos os kernels”</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/panel.py"/>
        <location filename="gui/panels/markers/panel.py"/>
        <source>{0} deleted</source>
        <translation>excluídos: {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/panel.py"/>
        <source>{0} dead</source>
        <translation>mortos: {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/panel.py"/>
        <source>{0} twin</source>
        <translation>{0} gêmeo</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/panel.py"/>
        <source>{0} twins</source>
        <translation>{0} gêmeos</translation>
    </message>
    <message>
        <location filename="gui/panels/kernels/panel.py"/>
        <location filename="gui/panels/maps/panel.py"/>
        <source>{0} selected</source>
        <translation>selecionados: {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/likes/model.py"/>
        <source>{0}, row {1}, column {2}: activation {3}. Click to go there</source>
        <translation>{0}, linha {1}, coluna {2}: ativação {3}. Clique para ir até lá</translation>
    </message>
    <message>
        <location filename="gui/panels/likes/panel.py"/>
        <source>Likes</source>
        <translation>Preferidos</translation>
    </message>
    <message>
        <location filename="gui/panels/likes/panel.py"/>
        <source>The input that excites it most, {0} x {0} pixels (gradient ascent)</source>
        <translation>A entrada que mais o excita, {0} x {0} pixels (subida de gradiente)</translation>
    </message>
    <message>
        <location filename="gui/panels/likes/panel.py"/>
        <source>No patch of any image excites this kernel</source>
        <translation>Nenhum patch de nenhuma imagem excita este kernel</translation>
    </message>
    <message>
        <location filename="gui/panels/likes/panel.py"/>
        <source>Patches that the kernel likes</source>
        <translation>Patches preferidos do kernel</translation>
    </message>
    <message>
        <location filename="gui/panels/likes/panel.py"/>
        <source>Input that excites the kernel most</source>
        <translation>Entrada que mais excita o kernel</translation>
    </message>
    <message>
        <location filename="gui/panels/likes/panel.py"/>
        <source>{0} of {1} searched</source>
        <translation>busca em {0} de {1}</translation>
    </message>
    <message>
        <location filename="gui/panels/likes/panel.py"/>
        <source>the frame is the receptive field, {0} x {0} pixels</source>
        <translation>a moldura é o campo receptivo, {0} x {0} pixels</translation>
    </message>
    <message>
        <location filename="gui/panels/likes/panel.py"/>
        <source>After a build, this shows the patches that excite a kernel most</source>
        <translation>Após a construção, isto mostra os patches que mais excitam um kernel</translation>
    </message>
    <message>
        <location filename="gui/panels/likes/panel.py"/>
        <source>Click a kernel to see the patches of all images that excite it most</source>
        <translation>Clique em um kernel para ver os patches de todas as imagens que mais o excitam</translation>
    </message>
    <message>
        <location filename="gui/panels/likes/panel.py"/>
        <source>Searching the images…</source>
        <translation>Buscando nas imagens…</translation>
    </message>
    <message>
        <location filename="gui/panels/likes/panel.py"/>
        <source>{0} searched</source>
        <translation>busca em {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/likes/panel.py"/>
        <source>{0} more left out</source>
        <translation>mais {0} de fora</translation>
    </message>
    <message>
        <location filename="gui/panels/maps/blocks.py"/>
        <source>How well each block separates the classes</source>
        <translation>Quão bem cada bloco separa as classes</translation>
    </message>
    <message>
        <location filename="gui/panels/maps/blocks.py"/>
        <source>Click a block to show it</source>
        <translation>Clique em um bloco para mostrá-lo</translation>
    </message>
    <message>
        <location filename="gui/panels/maps/blocks.py"/>
        <source>Silhouette</source>
        <translation>Silhueta</translation>
    </message>
    <message>
        <location filename="gui/panels/maps/blocks.py"/>
        <source>From −1 to 1: how much nearer points are to their own class than to the next; in the space of all features</source>
        <translation>De −1 a 1: quanto os pontos estão mais perto de sua própria classe que da seguinte, no espaço de todas as características</translation>
    </message>
    <message>
        <location filename="gui/panels/maps/blocks.py"/>
        <source>kNN</source>
        <translation>kNN</translation>
    </message>
    <message>
        <location filename="gui/panels/maps/blocks.py"/>
        <source>Share of points whose nearest neighbours have their class, averaged over the classes; patches of one marker do not vote for each other</source>
        <translation>Fração de pontos cujos vizinhos mais próximos são de sua classe, em média sobre as classes; patches de um mesmo marcador não votam uns nos outros</translation>
    </message>
    <message>
        <location filename="gui/panels/maps/choosers.py"/>
        <source>What to map</source>
        <translation>O que mapear</translation>
    </message>
    <message>
        <location filename="gui/panels/maps/choosers.py"/>
        <source>How to project</source>
        <translation>Como projetar</translation>
    </message>
    <message>
        <location filename="gui/panels/maps/choosers.py"/>
        <source>What colours say</source>
        <translation>O que as cores dizem</translation>
    </message>
    <message>
        <location filename="gui/panels/maps/choosers.py"/>
        <source>Thumbnails instead of dots</source>
        <translation>Miniaturas em vez de pontos</translation>
    </message>
    <message>
        <location filename="gui/panels/maps/choosers.py"/>
        <source>Marker patches</source>
        <translation>Patches dos marcadores</translation>
    </message>
    <message>
        <location filename="gui/panels/maps/choosers.py"/>
        <source>Install it with: pip install &apos;flimbuilder[maps]&apos;</source>
        <translation>Instale com: pip install &apos;flimbuilder[maps]&apos;</translation>
    </message>
    <message>
        <location filename="gui/panels/maps/legend.py"/>
        <source>and {0} more</source>
        <translation>e mais {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/maps/panel.py"/>
        <source>Maps</source>
        <translation>Mapas</translation>
    </message>
    <message>
        <location filename="gui/panels/maps/panel.py"/>
        <source>Invert the sign of the selected kernels; with the next build</source>
        <translation>Inverter o sinal dos kernels selecionados; na próxima construção</translation>
    </message>
    <message>
        <location filename="gui/panels/maps/panel.py"/>
        <source>After a build, this maps its kernels, marker patches and images</source>
        <translation>Após a construção, isto mapeia seus kernels, patches de marcadores e imagens</translation>
    </message>
    <message>
        <location filename="gui/panels/maps/panel.py"/>
        <source>Mapping…</source>
        <translation>Mapeando…</translation>
    </message>
    <message>
        <location filename="gui/panels/maps/panel.py"/>
        <source>There is nothing to map</source>
        <translation>Não há nada a mapear</translation>
    </message>
    <message>
        <location filename="gui/panels/maps/panel.py"/>
        <source>Drag around points to select them; with Shift a rectangle</source>
        <translation>Contorne pontos com o mouse para selecioná-los; com Shift, um retângulo</translation>
    </message>
    <message>
        <location filename="gui/panels/maps/panel.py"/>
        <source>Save the map</source>
        <translation>Salvar o mapa</translation>
    </message>
    <message>
        <location filename="gui/panels/maps/panel.py"/>
        <source>To compare blocks, points of two classes are needed</source>
        <translation>Para comparar blocos, são precisos pontos de duas classes</translation>
    </message>
    <message>
        <location filename="gui/panels/maps/panel.py"/>
        <source>Alt+Shift+drag on the image selects its patches here</source>
        <translation>Alt+Shift+arrastar na imagem seleciona aqui os patches dela</translation>
    </message>
    <message>
        <location filename="gui/panels/maps/panel.py"/>
        <source>Deleted {0}</source>
        <translation>Excluído: {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/maps/panel.py"/>
        <source>Save as {0}…</source>
        <translation>Salvar como {0}…</translation>
    </message>
    <message>
        <location filename="gui/panels/maps/panel.py"/>
        <source>Trustworthiness {0:.3f} ({1} neighbours)</source>
        <translation>Confiabilidade {0:.3f} ({1} vizinhos)</translation>
    </message>
    <message>
        <location filename="gui/panels/markers/model.py"/>
        <source>• agreement with the other markers {0}</source>
        <translation>• concordância com os outros marcadores {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/markers/model.py"/>
        <source>Radius of a disk, length of a stroke, area of imported pixels</source>
        <translation>Raio de um disco, comprimento de um traço, área de pixels importados</translation>
    </message>
    <message>
        <location filename="gui/panels/markers/model.py"/>
        <source>Effect on the result, by building without the marker: right if it helps, left if it harms</source>
        <translation>Efeito no resultado, construindo sem o marcador: à direita se ajuda, à esquerda se prejudica</translation>
    </message>
    <message>
        <location filename="gui/panels/markers/model.py"/>
        <source>{0} % of the kernel that is pointed at or selected</source>
        <translation>{0} % do kernel apontado ou selecionado</translation>
    </message>
    <message>
        <location filename="gui/panels/markers/model.py"/>
        <source>• agreement with this marker {0}, instead of {1}</source>
        <translation>• concordância com este marcador {0}, em vez de {1}</translation>
    </message>
    <message>
        <location filename="gui/panels/markers/model.py"/>
        <source>Size, px</source>
        <translation>Tam., px</translation>
    </message>
    <message>
        <location filename="gui/panels/markers/model.py"/>
        <location filename="gui/panels/markers/panel.py"/>
        <source>Effect</source>
        <translation>Efeito</translation>
    </message>
    <message>
        <location filename="gui/panels/markers/model.py"/>
        <source>eraser</source>
        <translation>borracha</translation>
    </message>
    <message>
        <location filename="gui/panels/markers/model.py"/>
        <source>both</source>
        <translation>ambos</translation>
    </message>
    <message>
        <location filename="gui/panels/markers/model.py"/>
        <location filename="gui/panels/markers/panel.py"/>
        <source>kernels</source>
        <translation>kernels</translation>
    </message>
    <message>
        <location filename="gui/panels/markers/model.py"/>
        <source>norm.</source>
        <translation>norm.</translation>
    </message>
    <message>
        <location filename="gui/panels/markers/model.py"/>
        <source>used for kernels and normalisation</source>
        <translation>usado para kernels e normalização</translation>
    </message>
    <message>
        <location filename="gui/panels/markers/model.py"/>
        <source>used for kernels only</source>
        <translation>usado só para kernels</translation>
    </message>
    <message>
        <location filename="gui/panels/markers/model.py"/>
        <source>used for normalisation only</source>
        <translation>usado só para normalização</translation>
    </message>
    <message>
        <location filename="gui/panels/markers/model.py"/>
        <source>A build without it:</source>
        <translation>Uma construção sem ele:</translation>
    </message>
    <message>
        <location filename="gui/panels/markers/model.py"/>
        <source>The other markers contradict it</source>
        <translation>Os outros marcadores o contradizem</translation>
    </message>
    <message>
        <location filename="gui/panels/markers/model.py"/>
        <source>, radius {0} px</source>
        <translation>, raio {0} px</translation>
    </message>
    <message>
        <location filename="gui/panels/markers/model.py"/>
        <source>marker {0}</source>
        <translation>marcador {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/markers/model.py"/>
        <source>(of an earlier build)</source>
        <translation>(de uma construção anterior)</translation>
    </message>
    <message>
        <location filename="gui/panels/markers/model.py"/>
        <source>disk of radius {0} px</source>
        <translation>disco de raio {0} px</translation>
    </message>
    <message>
        <location filename="gui/panels/markers/model.py"/>
        <source>stroke of length {0} px</source>
        <translation>traço de comprimento {0} px</translation>
    </message>
    <message>
        <location filename="gui/panels/markers/model.py"/>
        <source>{0} imported pixels</source>
        <translation>{0} pixels importados</translation>
    </message>
    <message>
        <location filename="gui/panels/markers/model.py"/>
        <source>Without it: {0}</source>
        <translation>Sem ele: {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/markers/model.py"/>
        <source>• mean Dice {0}</source>
        <translation>• Dice médio {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/markers/panel.py"/>
        <source>Markers of the image</source>
        <translation>Marcadores da imagem</translation>
    </message>
    <message>
        <location filename="gui/panels/markers/panel.py"/>
        <source>Kernels and normalisation</source>
        <translation>Kernels e normalização</translation>
    </message>
    <message>
        <location filename="gui/panels/markers/panel.py"/>
        <source>Kernels only</source>
        <translation>Só kernels</translation>
    </message>
    <message>
        <location filename="gui/panels/markers/panel.py"/>
        <source>Normalisation only</source>
        <translation>Só normalização</translation>
    </message>
    <message>
        <location filename="gui/panels/markers/panel.py"/>
        <source>Draw disks and strokes on the image</source>
        <translation>Desenhe discos e traços na imagem</translation>
    </message>
    <message>
        <location filename="gui/panels/markers/panel.py"/>
        <source>Delete the selected markers (Del)</source>
        <translation>Excluir os marcadores selecionados (Del)</translation>
    </message>
    <message>
        <location filename="gui/panels/markers/panel.py"/>
        <source>Delete all markers of the image</source>
        <translation>Excluir todos os marcadores da imagem</translation>
    </message>
    <message>
        <location filename="gui/panels/markers/panel.py"/>
        <source>Clear all</source>
        <translation>Limpar</translation>
    </message>
    <message>
        <location filename="gui/panels/objects/panel.py"/>
        <location filename="gui/panels/plots/areas_chart.py"/>
        <source>Objects</source>
        <translation>Objetos</translation>
    </message>
    <message>
        <location filename="gui/panels/objects/panel.py"/>
        <source>Copy the selected objects, or all of them, with titles</source>
        <translation>Copiar os objetos selecionados, ou todos, com títulos</translation>
    </message>
    <message>
        <location filename="gui/panels/objects/panel.py"/>
        <source>Objects {0} {1} px² are left out; see Area in the Decoder panel</source>
        <translation>Objetos {0} {1} px² ficam de fora; veja Área no painel Decodificador</translation>
    </message>
    <message>
        <location filename="gui/panels/objects/panel.py"/>
        <source>Objects of the image</source>
        <translation>Objetos da imagem</translation>
    </message>
    <message>
        <location filename="gui/panels/objects/panel.py"/>
        <source>Show on the image</source>
        <translation>Mostrar na imagem</translation>
    </message>
    <message>
        <location filename="gui/panels/objects/panel.py"/>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
    <message>
        <location filename="gui/panels/objects/panel.py"/>
        <source>Leave out smaller objects</source>
        <translation>Deixar objetos menores de fora</translation>
    </message>
    <message>
        <location filename="gui/panels/objects/panel.py"/>
        <source>Leave out larger objects</source>
        <translation>Deixar objetos maiores de fora</translation>
    </message>
    <message>
        <location filename="gui/panels/objects/panel.py"/>
        <source>No objects</source>
        <translation>Nenhum objeto</translation>
    </message>
    <message>
        <location filename="gui/panels/objects/panel.py"/>
        <source>{0} · total {1} · mean {2}</source>
        <translation>{0} · total {1} · média {2}</translation>
    </message>
    <message>
        <location filename="gui/panels/objects/panel.py"/>
        <source>under</source>
        <translation>abaixo de</translation>
    </message>
    <message>
        <location filename="gui/panels/objects/panel.py"/>
        <source>over</source>
        <translation>acima de</translation>
    </message>
    <message>
        <location filename="gui/panels/objects/panel.py"/>
        <source>{0} of {1} selected</source>
        <translation>{0} de {1} selecionados</translation>
    </message>
    <message>
        <location filename="gui/panels/objects/panel.py"/>
        <location filename="gui/panels/results/panel.py"/>
        <source>{0} copied</source>
        <translation>Copiado: {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/overlays.py"/>
        <source>Colours, filled mask, scale bar, overview</source>
        <translation>Cores, máscara preenchida, barra de escala, visão geral</translation>
    </message>
    <message>
        <location filename="gui/panels/overlays.py"/>
        <source>Dice on the shown image: previous build → last build</source>
        <translation>Dice na imagem mostrada: construção anterior → última construção</translation>
    </message>
    <message>
        <location filename="gui/panels/overlays.py"/>
        <source>Overlay</source>
        <translation>Sobreposição</translation>
    </message>
    <message>
        <location filename="gui/panels/overlays.py"/>
        <source>Map shown over the image; hold Q to hide all overlays</source>
        <translation>Mapa mostrado sobre a imagem; segure Q para ocultar todas as sobreposições</translation>
    </message>
    <message>
        <location filename="gui/panels/overlays.py"/>
        <source>Object class</source>
        <translation>Classe de objeto</translation>
    </message>
    <message>
        <location filename="gui/panels/overlays.py"/>
        <source>Object class whose saliency is shown</source>
        <translation>Classe de objeto cuja saliência é mostrada</translation>
    </message>
    <message>
        <location filename="gui/panels/overlays.py"/>
        <source>Opacity of the overlay</source>
        <translation>Opacidade da sobreposição</translation>
    </message>
    <message>
        <location filename="gui/panels/overlays.py"/>
        <source>Receptive field of the selected block, around the pointer</source>
        <translation>Campo receptivo do bloco selecionado, em torno do ponteiro</translation>
    </message>
    <message>
        <location filename="gui/panels/overlays.py"/>
        <source>Receptive field</source>
        <translation>Campo receptivo</translation>
    </message>
    <message>
        <location filename="gui/panels/overlays.py"/>
        <source>Outline of the reference mask</source>
        <translation>Contorno da máscara de referência</translation>
    </message>
    <message>
        <location filename="gui/panels/overlays.py"/>
        <source>No overlay</source>
        <translation>Só a imagem</translation>
    </message>
    <message>
        <location filename="gui/panels/overlays.py"/>
        <source>Kernel activation</source>
        <translation>Ativação do kernel</translation>
    </message>
    <message>
        <location filename="gui/panels/overlays.py"/>
        <source>Block saliency</source>
        <translation>Saliência do bloco</translation>
    </message>
    <message>
        <location filename="gui/panels/overlays.py"/>
        <source>Error (no reference)</source>
        <translation>Erro (sem referência)</translation>
    </message>
    <message>
        <location filename="gui/panels/overlays.py"/>
        <source>Outline of the reference mask; this image has none</source>
        <translation>Contorno da máscara de referência; esta imagem não tem</translation>
    </message>
    <message>
        <location filename="gui/panels/overlays.py"/>
        <source>Outline of the mask</source>
        <translation>Contorno da máscara</translation>
    </message>
    <message>
        <location filename="gui/panels/overlays.py"/>
        <source>Show the previous build</source>
        <translation>Mostrar a construção anterior</translation>
    </message>
    <message>
        <location filename="gui/panels/overlays.py"/>
        <source>Opacity of the overlay: {} %</source>
        <translation>Opacidade da sobreposição: {} %</translation>
    </message>
    <message>
        <location filename="gui/panels/overlays.py"/>
        <source>Dice {:.2f} before</source>
        <translation>Dice {:.2f} antes</translation>
    </message>
    <message>
        <location filename="gui/panels/overlays.py"/>
        <source>Dice {} → {} {}</source>
        <translation>Dice {} → {} {}</translation>
    </message>
    <message>
        <location filename="gui/panels/overlays.py"/>
        <source>Dice {:.2f}</source>
        <translation>Dice {:.2f}</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/areas_chart.py"/>
        <source>Histogram of the areas of objects</source>
        <translation>Histograma das áreas dos objetos</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/areas_chart.py"/>
        <source>this image, before</source>
        <translation>esta imagem, antes</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/areas_chart.py"/>
        <location filename="gui/panels/plots/curves_chart.py"/>
        <location filename="gui/panels/plots/detection_charts.py"/>
        <source>this image</source>
        <translation>esta imagem</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/areas_chart.py"/>
        <source>{0} to {1} {2}: {3} objects, {4} in this image</source>
        <translation>{0} a {1} {2}: {3} objetos, {4} nesta imagem</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/areas_chart.py"/>
        <source>selected</source>
        <translation>selecionados</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/curves_chart.py"/>
        <location filename="gui/panels/plots/panel.py"/>
        <source>Precision and recall</source>
        <translation>Precisão e revocação</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/curves_chart.py"/>
        <source>Recall</source>
        <translation>Revocação</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/curves_chart.py"/>
        <source>Precision</source>
        <translation>Precisão</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/curves_chart.py"/>
        <source>threshold {0}: precision {1}, recall {2}</source>
        <translation>limiar {0}: precisão {1}, revocação {2}</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/curves_chart.py"/>
        <source>threshold {0}</source>
        <translation>limiar {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/curves_chart.py"/>
        <source>mean of {0}</source>
        <translation>média de {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/detection_charts.py"/>
        <source>{0} false positives an image: found {1}</source>
        <translation>{0} falsos positivos por imagem: encontrados {1}</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/detection_charts.py"/>
        <source>Objects found, over false positives</source>
        <translation>Objetos encontrados por falsos positivos</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/detection_charts.py"/>
        <source>False positives an image</source>
        <translation>Falsos positivos por imagem</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/detection_charts.py"/>
        <source>Objects found</source>
        <translation>Objetos encontrados</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/detection_charts.py"/>
        <source>by position</source>
        <translation>por posição</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/detection_charts.py"/>
        <source>by overlap</source>
        <translation>por sobreposição</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/detection_charts.py"/>
        <source>Average precision, over overlap</source>
        <translation>Precisão média por sobreposição</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/detection_charts.py"/>
        <source>Overlap (IoU)</source>
        <translation>Sobreposição (IoU)</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/detection_charts.py"/>
        <source>Average precision</source>
        <translation>Precisão média</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/detection_charts.py"/>
        <source>mean of {0}: AP {1}</source>
        <translation>média de {0}: AP {1}</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/detection_charts.py"/>
        <source>overlap {0}: average precision {1}</source>
        <translation>sobreposição {0}: precisão média {1}</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/detection_charts.py"/>
        <source>, this image {0}</source>
        <translation>, esta imagem {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/measures_chart.py"/>
        <source>A measure of each image</source>
        <translation>Uma medida de cada imagem</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/measures_chart.py"/>
        <source>, of a former build</source>
        <translation>, de uma construção anterior</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/measures_chart.py"/>
        <source>Images, {0} first</source>
        <translation>Imagens, {0} primeiro</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/measures_chart.py"/>
        <source>mean {0}</source>
        <translation>média {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/measures_chart.py"/>
        <source>, before {0}</source>
        <translation>, antes {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/panel.py"/>
        <source>Plots</source>
        <translation>Gráficos</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/panel.py"/>
        <source>Copy or save the plot</source>
        <translation>Copiar ou salvar o gráfico</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/panel.py"/>
        <source>No measured image has a reference mask with a number for each object</source>
        <translation>Nenhuma imagem medida tem máscara de referência com um número para cada objeto</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/panel.py"/>
        <source>Plot</source>
        <translation>Gráfico</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/panel.py"/>
        <source>Log</source>
        <translation>Log</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/panel.py"/>
        <source>Areas of objects</source>
        <translation>Áreas dos objetos</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/panel.py"/>
        <source>Objects found (FROC)</source>
        <translation>Objetos encontrados (FROC)</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/panel.py"/>
        <source>Precision over overlap</source>
        <translation>Precisão por sobreposição</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/panel.py"/>
        <source>Logarithmic areas</source>
        <translation>Áreas logarítmicas</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/panel.py"/>
        <source>Measuring the objects …</source>
        <translation>Medindo os objetos …</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/panel.py"/>
        <source>Save the plot</source>
        <translation>Salvar o gráfico</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/panel.py"/>
        <source>All images</source>
        <translation>Todas</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/panel.py"/>
        <source>Copy picture</source>
        <translation>Copiar imagem</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/panel.py"/>
        <source>Copy numbers</source>
        <translation>Copiar números</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/panel.py"/>
        <source>Save as PNG…</source>
        <translation>Salvar como PNG…</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/panel.py"/>
        <source>Save as SVG…</source>
        <translation>Salvar como SVG…</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/panel.py"/>
        <source>No image with a reference mask is measured yet</source>
        <translation>Nenhuma imagem com máscara de referência foi medida ainda</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/panel.py"/>
        <source>No objects yet</source>
        <translation>Nenhum objeto ainda</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/panel.py"/>
        <source>{0} of {1} images are measured</source>
        <translation>{0} de {1} imagens medidas</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/panel.py"/>
        <source>{0} per image</source>
        <translation>{0} por imagem</translation>
    </message>
    <message>
        <location filename="gui/panels/results/columns.py"/>
        <source>{0}: {1}; {2} is perfect</source>
        <translation>{0}: {1}; {2} é perfeito</translation>
    </message>
    <message>
        <location filename="gui/panels/results/model.py"/>
        <source>Not measured yet</source>
        <translation>Ainda não medida</translation>
    </message>
    <message>
        <location filename="gui/panels/results/model.py"/>
        <source>Mean ± standard deviation over the images that are up to date</source>
        <translation>Média ± desvio padrão das imagens atualizadas</translation>
    </message>
    <message>
        <location filename="gui/panels/results/model.py"/>
        <source>From an earlier build or other settings</source>
        <translation>De uma construção anterior ou de outras configurações</translation>
    </message>
    <message>
        <location filename="gui/panels/results/panel.py"/>
        <source>Results</source>
        <translation>Resultados</translation>
    </message>
    <message>
        <location filename="gui/panels/results/panel.py"/>
        <source>Build first ({build}): every image is then measured here</source>
        <translation>Construa primeiro ({build}): então cada imagem é medida aqui</translation>
    </message>
    <message>
        <location filename="gui/panels/results/panel.py"/>
        <source>Show the images of a role</source>
        <translation>Mostrar as imagens de um papel</translation>
    </message>
    <message>
        <location filename="gui/panels/results/panel.py"/>
        <source>All roles</source>
        <translation>Todos os papéis</translation>
    </message>
    <message>
        <location filename="gui/panels/results/panel.py"/>
        <source>Search results</source>
        <translation>Procurar nos resultados</translation>
    </message>
    <message>
        <location filename="gui/panels/results/panel.py"/>
        <source>Contact sheet: larger masks in a grid</source>
        <translation>Folha de contato: máscaras maiores em uma grade</translation>
    </message>
    <message>
        <location filename="gui/panels/results/panel.py"/>
        <source>Save the results as a table: CSV, Excel or Parquet</source>
        <translation>Salvar os resultados como tabela: CSV, Excel ou Parquet</translation>
    </message>
    <message>
        <location filename="gui/panels/results/panel.py"/>
        <source>Save table</source>
        <translation>Salvar tabela</translation>
    </message>
    <message>
        <location filename="gui/panels/results/panel.py"/>
        <source>Full page, or back below the image</source>
        <translation>Página inteira, ou de volta para baixo da imagem</translation>
    </message>
    <message>
        <location filename="gui/panels/results/panel.py"/>
        <source>&amp;Show the image</source>
        <translation>&amp;Mostrar a imagem</translation>
    </message>
    <message>
        <location filename="gui/panels/results/panel.py"/>
        <source>Select &amp;all</source>
        <translation>Selecionar &amp;tudo</translation>
    </message>
    <message>
        <location filename="gui/panels/results/panel.py"/>
        <source>{0} of {1} out of date</source>
        <translation>{0} de {1} desatualizadas</translation>
    </message>
    <message>
        <location filename="gui/panels/results/panel.py"/>
        <source>No image matches</source>
        <translation>Nenhuma imagem encontrada</translation>
    </message>
    <message>
        <location filename="gui/panels/results/panel.py"/>
        <source>Add images first</source>
        <translation>Antes, adicione imagens</translation>
    </message>
    <message>
        <location filename="gui/panels/results/panel.py"/>
        <source>A row for each &amp;image…</source>
        <translation>Uma linha por &amp;imagem…</translation>
    </message>
    <message>
        <location filename="gui/panels/results/panel.py"/>
        <source>A row for each &amp;object…</source>
        <translation>Uma linha por &amp;objeto…</translation>
    </message>
    <message>
        <location filename="gui/panels/results/panel.py"/>
        <source>{0} of {1} from an earlier build</source>
        <translation>{0} de {1} de uma construção anterior</translation>
    </message>
    <message>
        <location filename="gui/panels/results/panel.py"/>
        <source>{0} of {1} measured</source>
        <translation>{0} de {1} medidas</translation>
    </message>
    <message>
        <location filename="gui/panels/results/views.py"/>
        <source>Results of all images</source>
        <translation>Resultados de todas as imagens</translation>
    </message>
    <message>
        <location filename="gui/panels/results/views.py"/>
        <source>Means of the results</source>
        <translation>Médias dos resultados</translation>
    </message>
    <message>
        <location filename="gui/panels/results/views.py"/>
        <source>Contact sheet</source>
        <translation>Folha de contato</translation>
    </message>
    <message>
        <location filename="gui/panels/results/views.py"/>
        <source>Picture</source>
        <translation>Figura</translation>
    </message>
    <message>
        <location filename="gui/panels/results/views.py"/>
        <source>doubt {0}</source>
        <translation>dúvida {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/levels.py"/>
        <source>Levels of the slide</source>
        <translation>Níveis da lâmina</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/levels.py"/>
        <source>Double-click a level to add it to the project as a further image</source>
        <translation>Clique duplo em um nível para adicioná-lo ao projeto como mais uma imagem</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/levels.py"/>
        <source>Height × width</source>
        <translation>Altura × largura</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/levels.py"/>
        <source>µm</source>
        <translation>µm</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/panel.py"/>
        <source>Slide</source>
        <translation>Lâmina</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/panel.py"/>
        <source>Read the tissue from a file, save it, or find it again</source>
        <translation>Ler o tecido de um arquivo, salvá-lo ou detectá-lo de novo</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/panel.py"/>
        <source>Reading the slide…</source>
        <translation>Lendo a lâmina…</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/panel.py"/>
        <source>Mask (*.png);;Outlines for QuPath (*.geojson)</source>
        <translation>Máscara (*.png);;Contornos para QuPath (*.geojson)</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/panel.py"/>
        <source>{0} of {1} tile</source>
        <translation>{0} de {1} ladrilho</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/panel.py"/>
        <source>{0} of {1} tiles</source>
        <translation>{0} de {1} ladrilhos</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/panel.py"/>
        <source>The whole slide and its tissue</source>
        <translation>A lâmina inteira e seu tecido</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/panel.py"/>
        <source>Outline on the image</source>
        <translation>Contorno na imagem</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/panel.py"/>
        <source>Size of the brush</source>
        <translation>Tamanho do pincel</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/panel.py"/>
        <source>Size of the brush; zoom in with the wheel to draw finer</source>
        <translation>Tamanho do pincel; amplie com a roda para desenhar com mais detalhe</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/panel.py"/>
        <source>Read the tissue from a file…</source>
        <translation>Ler o tecido de um arquivo…</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/panel.py"/>
        <source>Save the tissue…</source>
        <translation>Salvar o tecido…</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/panel.py"/>
        <source>Find it again</source>
        <translation>Detectar de novo</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/panel.py"/>
        <source>Show an image to see its levels and its tissue</source>
        <translation>Mostre uma imagem para ver seus níveis e seu tecido</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/panel.py"/>
        <source>Finding the tissue…</source>
        <translation>Detectando o tecido…</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/panel.py"/>
        <source>Save the tissue</source>
        <translation>Salvar o tecido</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/panel.py"/>
        <source>{0}, about {1} here</source>
        <translation>{0}, cerca de {1} aqui</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/panel.py"/>
        <source>Drag over the slide to add tissue</source>
        <translation>Arraste sobre a lâmina para adicionar tecido</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/panel.py"/>
        <source>Drag over the slide to remove tissue</source>
        <translation>Arraste sobre a lâmina para remover tecido</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/panel.py"/>
        <source>Tissue {0}</source>
        <translation>Tecido {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/panel.py"/>
        <source>; corrected by hand</source>
        <translation>; corrigido à mão</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/panel.py"/>
        <source>Build to see how long a prediction takes</source>
        <translation>Construa para ver quanto tempo leva uma predição</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/settings.py"/>
        <source>Choose the threshold by Otsu&apos;s method</source>
        <translation>Escolher o limiar pelo método de Otsu</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/settings.py"/>
        <source>Threshold of the tissue</source>
        <translation>Limiar do tecido</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/settings.py"/>
        <source>Smallest part of the tissue</source>
        <translation>Menor parte do tecido</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/settings.py"/>
        <source>Smaller parts are dropped, and smaller holes filled</source>
        <translation>Partes menores são descartadas, e buracos menores, preenchidos</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/settings.py"/>
        <source>Unit of the smallest part</source>
        <translation>Unidade da menor parte</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/settings.py"/>
        <source>Square millimetres, or percent of the image</source>
        <translation>Milímetros quadrados, ou porcentagem da imagem</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/settings.py"/>
        <source>Margin of the tissue</source>
        <translation>Margem do tecido</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/settings.py"/>
        <source>Pixels of the mask by which the tissue is widened</source>
        <translation>Pixels da máscara em que o tecido é alargado</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/settings.py"/>
        <source>Smallest</source>
        <translation>Mínimo</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/settings.py"/>
        <source>Margin</source>
        <translation>Margem</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/settings.py"/>
        <source>The tissue was read from a file</source>
        <translation>O tecido foi lido de um arquivo</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/settings.py"/>
        <source>Of saturation, from 0 to 1</source>
        <translation>Da saturação, de 0 a 1</translation>
    </message>
    <message>
        <location filename="gui/panels/slide/settings.py"/>
        <source>Of the difference from the background, from 0 to 1</source>
        <translation>Da diferença em relação ao fundo, de 0 a 1</translation>
    </message>
    <message>
        <location filename="gui/panels/why/commands.py"/>
        <source>&amp;Go to</source>
        <translation>&amp;Ir até</translation>
    </message>
    <message>
        <location filename="gui/panels/why/commands.py"/>
        <source>Show the stroke on its image</source>
        <translation>Mostrar o traço na imagem dele</translation>
    </message>
    <message>
        <location filename="gui/panels/why/commands.py"/>
        <source>&amp;Delete…</source>
        <translation>&amp;Excluir…</translation>
    </message>
    <message>
        <location filename="gui/panels/why/commands.py"/>
        <source>Preview the result without it</source>
        <translation>Pré-visualizar o resultado sem ele</translation>
    </message>
    <message>
        <location filename="gui/panels/why/commands.py"/>
        <source>&amp;Invert…</source>
        <translation>In&amp;verter…</translation>
    </message>
    <message>
        <location filename="gui/panels/why/commands.py"/>
        <source>Preview the result with the sign of the kernel inverted</source>
        <translation>Pré-visualizar o resultado com o sinal do kernel invertido</translation>
    </message>
    <message>
        <location filename="gui/panels/why/commands.py"/>
        <source>Add &amp;background disk…</source>
        <translation>Adicionar disco de &amp;fundo…</translation>
    </message>
    <message>
        <location filename="gui/panels/why/commands.py"/>
        <source>Add disk of &amp;class</source>
        <translation>Adicionar disco de &amp;classe</translation>
    </message>
    <message>
        <location filename="gui/panels/why/commands.py"/>
        <source>Preview the result with a disk at the place</source>
        <translation>Pré-visualizar o resultado com um disco no lugar</translation>
    </message>
    <message>
        <location filename="gui/panels/why/commands.py"/>
        <source>{0} has the role {1}: its markers give no kernels</source>
        <translation>{0} tem o papel {1}: seus marcadores não dão kernels</translation>
    </message>
    <message>
        <location filename="gui/panels/why/commands.py"/>
        <source>Invert {0}</source>
        <translation>Inverter {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/why/commands.py"/>
        <source>Draw a disk of {0}</source>
        <translation>Desenhar um disco de {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/why/commands.py"/>
        <source>Delete {0}</source>
        <translation>Excluir {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/why/model.py"/>
        <source>Source</source>
        <translation>Origem</translation>
    </message>
    <message>
        <location filename="gui/panels/why/model.py"/>
        <source>Contributes</source>
        <translation>Contribui</translation>
    </message>
    <message>
        <location filename="gui/panels/why/model.py"/>
        <source>Without it</source>
        <translation>Sem ele</translation>
    </message>
    <message>
        <location filename="gui/panels/why/model.py"/>
        <source>Its part of the decoder&apos;s sum; more than 0 speaks for the class</source>
        <translation>A parte dele na soma do decodificador; acima de 0, fala a favor da classe</translation>
    </message>
    <message>
        <location filename="gui/panels/why/model.py"/>
        <source>The saliency of the place if it were not there, and the change; where it hardly changes, that of the sum (log-odds)</source>
        <translation>A saliência do lugar se ele não existisse, e a mudança; onde ela quase não muda, a da soma (log-odds)</translation>
    </message>
    <message>
        <location filename="gui/panels/why/model.py"/>
        <source>Without it, the saliency is {0} ({1})</source>
        <translation>Sem ele, a saliência é {0} ({1})</translation>
    </message>
    <message>
        <location filename="gui/panels/why/model.py"/>
        <source>Without it, the log-odds change by {0}</source>
        <translation>Sem ele, o log-odds muda em {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/why/model.py"/>
        <source>The other markers contradict it: it is probably wrong</source>
        <translation>Os outros marcadores o contradizem: provavelmente está errado</translation>
    </message>
    <message>
        <location filename="gui/panels/why/model.py"/>
        <source>Contributes {0}</source>
        <translation>Contribui com {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/why/model.py"/>
        <source>sum</source>
        <translation>soma</translation>
    </message>
    <message>
        <location filename="gui/panels/why/panel.py"/>
        <source>Why here?</source>
        <translation>Por que aqui?</translation>
    </message>
    <message>
        <location filename="gui/panels/why/panel.py"/>
        <source>Warm pixels add to the contribution of the kernel, cold ones take away</source>
        <translation>Pixels quentes aumentam a contribuição do kernel; os frios a diminuem</translation>
    </message>
    <message>
        <location filename="gui/panels/why/panel.py"/>
        <source>Show the explained place</source>
        <translation>Mostrar o lugar explicado</translation>
    </message>
    <message>
        <location filename="gui/panels/why/panel.py"/>
        <source>Clear the explained place</source>
        <translation>Limpar o lugar explicado</translation>
    </message>
    <message>
        <location filename="gui/panels/why/panel.py"/>
        <source>Explaining…</source>
        <translation>Explicando…</translation>
    </message>
    <message>
        <location filename="gui/panels/why/panel.py"/>
        <source>Here</source>
        <translation>Aqui</translation>
    </message>
    <message>
        <location filename="gui/panels/why/panel.py"/>
        <source>The place</source>
        <translation>O lugar</translation>
    </message>
    <message>
        <location filename="gui/panels/why/panel.py"/>
        <source>Marked</source>
        <translation>Marcado</translation>
    </message>
    <message>
        <location filename="gui/panels/why/panel.py"/>
        <location filename="gui/widgets/markers.py"/>
        <source>Pixels</source>
        <translation>Pixels</translation>
    </message>
    <message>
        <location filename="gui/panels/why/panel.py"/>
        <source>without each: {0} of {1}</source>
        <translation>sem cada um: {0} de {1}</translation>
    </message>
    <message>
        <location filename="gui/panels/why/panel.py"/>
        <source>The marked patch nearest to the kernel: {0}</source>
        <translation>O patch marcado mais próximo do kernel: {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/why/parts.py"/>
        <source>What the saliency at the place is made of</source>
        <translation>De que é feita a saliência do lugar</translation>
    </message>
    <message>
        <location filename="gui/panels/why/parts.py"/>
        <source>Strokes</source>
        <translation>Traços</translation>
    </message>
    <message>
        <location filename="gui/panels/why/parts.py"/>
        <source>Add up the contributions of each stroke</source>
        <translation>Somar as contribuições de cada traço</translation>
    </message>
    <message>
        <location filename="gui/panels/why/parts.py"/>
        <source>Show the contribution of each kernel</source>
        <translation>Mostrar a contribuição de cada kernel</translation>
    </message>
    <message>
        <location filename="gui/panels/why/rows.py"/>
        <source>The decoder&apos;s sum is {0}: {1} of the kernels, and a bias of {2}</source>
        <translation>A soma do decodificador é {0}: {1} dos kernels e um viés de {2}</translation>
    </message>
    <message>
        <location filename="gui/panels/why/rows.py"/>
        <source>Lightness</source>
        <translation>Luminosidade</translation>
    </message>
    <message>
        <location filename="gui/panels/why/rows.py"/>
        <source>Green to red</source>
        <translation>Verde a vermelho</translation>
    </message>
    <message>
        <location filename="gui/panels/why/rows.py"/>
        <source>Blue to yellow</source>
        <translation>Azul a amarelo</translation>
    </message>
    <message>
        <location filename="gui/panels/why/rows.py"/>
        <source>Saliency of {0} {1} {2} of {3}</source>
        <translation>Saliência de {0} {1} {2} de {3}</translation>
    </message>
    <message>
        <location filename="gui/panels/why/rows.py"/>
        <source>, deleted since</source>
        <translation>, excluído desde então</translation>
    </message>
    <message>
        <location filename="gui/panels/why/rows.py"/>
        <source>, changed since</source>
        <translation>, alterado desde então</translation>
    </message>
    <message>
        <location filename="gui/panels/why/rows.py"/>
        <source>together</source>
        <translation>juntos</translation>
    </message>
    <message>
        <location filename="gui/panels/why/rows.py"/>
        <source>input of block 1</source>
        <translation>entrada do bloco 1</translation>
    </message>
    <message>
        <location filename="gui/panels/why/rows.py"/>
        <source>Biases on the way</source>
        <translation>Vieses no caminho</translation>
    </message>
    <message>
        <location filename="gui/panels/why/rows.py"/>
        <source>at {0}, {1}</source>
        <translation>em {0}, {1}</translation>
    </message>
    <message>
        <location filename="gui/panels/why/rows.py"/>
        <source>in {0}</source>
        <translation>em {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/why/rows.py"/>
        <source>from another model</source>
        <translation>de outro modelo</translation>
    </message>
    <message>
        <location filename="gui/panels/why/rows.py"/>
        <source>marker {0}{1}, {2}</source>
        <translation>marcador {0}{1}, {2}</translation>
    </message>
    <message>
        <location filename="gui/panels/why/rows.py"/>
        <source>no kernel</source>
        <translation>nenhum kernel</translation>
    </message>
    <message>
        <location filename="gui/panels/why/rows.py"/>
        <source>Channel {0}</source>
        <translation>Canal {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/why/rows.py"/>
        <source>from {0}</source>
        <translation>de {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/why/rows.py"/>
        <source> and {0} more</source>
        <translation> e mais {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/why/rows.py"/>
        <source>{0} others</source>
        <translation>Outros {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/why/rows.py"/>
        <source>Bias of the decoder</source>
        <translation>Viés do decodificador</translation>
    </message>
    <message>
        <location filename="gui/panels/why/rows.py"/>
        <source>{0} of it from this stroke</source>
        <translation>{0} dele vem deste traço</translation>
    </message>
    <message>
        <location filename="gui/status.py"/>
        <source>Row, column · values · class of the marker · activation · saliency</source>
        <translation>Linha, coluna · valores · classe do marcador · ativação · saliência</translation>
    </message>
    <message>
        <location filename="gui/status.py"/>
        <source>Zoom: {fit} whole image, {oneToOne} actual pixels</source>
        <translation>Zoom: {fit} imagem inteira, {oneToOne} tamanho real</translation>
    </message>
    <message>
        <location filename="gui/status.py"/>
        <source>Every edit is written to the project&apos;s journal at once and is recovered after a crash; {save} saves a version</source>
        <translation>Cada edição é gravada na hora no diário do projeto e recuperada após uma falha; {save} salva uma versão</translation>
    </message>
    <message>
        <location filename="gui/status.py"/>
        <source>read-only</source>
        <translation>somente leitura</translation>
    </message>
    <message>
        <location filename="gui/status.py"/>
        <source>Built in {0:.1f} s</source>
        <translation>Construído em {0:.1f} s</translation>
    </message>
    <message>
        <location filename="gui/status.py"/>
        <source>unsaved, edits are safe</source>
        <translation>não salvo, edições seguras</translation>
    </message>
    <message>
        <location filename="gui/status.py"/>
        <source>saved</source>
        <translation>salvo</translation>
    </message>
    <message>
        <location filename="gui/status.py"/>
        <source>activation {0}</source>
        <translation>ativação {0}</translation>
    </message>
    <message>
        <location filename="gui/status.py"/>
        <source>saliency {0}</source>
        <translation>saliência {0}</translation>
    </message>
    <message>
        <location filename="gui/status.py"/>
        <source>{0}: stopped</source>
        <translation>{0}: interrompido</translation>
    </message>
    <message>
        <location filename="gui/status.py"/>
        <source>Build {0} is shown again</source>
        <translation>A construção {0} é mostrada de novo</translation>
    </message>
    <message>
        <location filename="gui/suggestion_line.py"/>
        <source>Which image comes next matters little in published tests; where you draw matters more.</source>
        <translation>Qual imagem vem a seguir importa pouco nos testes publicados; onde você desenha importa mais.</translation>
    </message>
    <message>
        <location filename="gui/suggestion_line.py"/>
        <source>All suggestions on this image are done; press {build} for new ones.</source>
        <translation>Todas as sugestões desta imagem foram tratadas; tecle {build} para novas.</translation>
    </message>
    <message>
        <location filename="gui/suggestion_line.py"/>
        <source>Stop suggesting</source>
        <translation>Parar de sugerir</translation>
    </message>
    <message>
        <location filename="gui/suggestion_line.py"/>
        <source>Class of the suggested disk</source>
        <translation>Classe do disco sugerido</translation>
    </message>
    <message>
        <location filename="gui/suggestion_line.py"/>
        <source>Class…</source>
        <translation>Classe…</translation>
    </message>
    <message>
        <location filename="gui/suggestion_line.py"/>
        <source>Accept</source>
        <translation>Aceitar</translation>
    </message>
    <message>
        <location filename="gui/suggestion_line.py"/>
        <source>Skip</source>
        <translation>Pular</translation>
    </message>
    <message>
        <location filename="gui/suggestion_line.py"/>
        <source>Next image</source>
        <translation>Próxima imagem</translation>
    </message>
    <message>
        <location filename="gui/suggestion_line.py"/>
        <source>Next image: {0}. {1} (The evidence for such choices is weak.)</source>
        <translation>Próxima imagem: {0}. {1} (A evidência para essas escolhas é fraca.)</translation>
    </message>
    <message>
        <location filename="gui/suggestion_line.py"/>
        <source>Draw this disk (Return on the image)</source>
        <translation>Desenhar este disco (Enter na imagem)</translation>
    </message>
    <message>
        <location filename="gui/suggestion_line.py"/>
        <source>Leave this place out until the project is closed (Del)</source>
        <translation>Deixar este lugar de fora até o projeto ser fechado (Del)</translation>
    </message>
    <message>
        <location filename="gui/suggestion_line.py"/>
        <source>Class of the disk (0–9)</source>
        <translation>Classe do disco (0–9)</translation>
    </message>
    <message>
        <location filename="gui/suggestion_line.py"/>
        <source>Looking for places to mark…</source>
        <translation>Procurando lugares para marcar…</translation>
    </message>
    <message>
        <location filename="gui/suggestion_line.py"/>
        <source>Previous suggestion</source>
        <translation>Sugestão anterior</translation>
    </message>
    <message>
        <location filename="gui/suggestion_line.py"/>
        <source>Next suggestion</source>
        <translation>Próxima sugestão</translation>
    </message>
    <message>
        <location filename="gui/suggestion_line.py"/>
        <source>Show what this disk would change, before it is drawn</source>
        <translation>Mostrar o que este disco mudaria, antes de desenhá-lo</translation>
    </message>
    <message>
        <location filename="gui/welcome.py"/>
        <source>Learn an encoder from a few disks and strokes on your images.</source>
        <translation>Aprenda um codificador com alguns discos e traços em suas imagens.</translation>
    </message>
    <message>
        <location filename="gui/welcome.py"/>
        <source>or choose files</source>
        <translation>ou escolha arquivos</translation>
    </message>
    <message>
        <location filename="gui/welcome.py"/>
        <source>Recent projects</source>
        <translation>Projetos recentes</translation>
    </message>
    <message>
        <location filename="gui/widgets/appearance_menu.py"/>
        <source>&amp;Colours of heat maps</source>
        <translation>Cores dos mapas &amp;de calor</translation>
    </message>
    <message>
        <location filename="gui/widgets/appearance_menu.py"/>
        <source>Magma</source>
        <translation>Magma</translation>
    </message>
    <message>
        <location filename="gui/widgets/appearance_menu.py"/>
        <source>Inferno</source>
        <translation>Inferno</translation>
    </message>
    <message>
        <location filename="gui/widgets/appearance_menu.py"/>
        <source>Viridis</source>
        <translation>Viridis</translation>
    </message>
    <message>
        <location filename="gui/widgets/appearance_menu.py"/>
        <source>Cividis</source>
        <translation>Cividis</translation>
    </message>
    <message>
        <location filename="gui/widgets/markers.py"/>
        <source>Disk</source>
        <translation>Disco</translation>
    </message>
    <message>
        <location filename="gui/widgets/markers.py"/>
        <source>Stroke</source>
        <translation>Traço</translation>
    </message>
    <message>
        <location filename="gui/widgets/markers.py"/>
        <source>Marker</source>
        <translation>Marcador</translation>
    </message>
    <message>
        <location filename="gui/widgets/preview_line.py"/>
        <source>Change of the agreement with the other markers:</source>
        <translation>Mudança da concordância com os outros marcadores:</translation>
    </message>
    <message>
        <location filename="gui/widgets/preview_line.py"/>
        <source>&amp;Take</source>
        <translation>&amp;Aceitar</translation>
    </message>
    <message>
        <location filename="gui/widgets/preview_line.py"/>
        <source>{0}; saliency here {1} → {2}</source>
        <translation>{0}; saliência aqui {1} → {2}</translation>
    </message>
    <message>
        <location filename="gui/widgets/preview_line.py"/>
        <source>learning…</source>
        <translation>aprendendo…</translation>
    </message>
    <message>
        <location filename="gui/widgets/preview_line.py"/>
        <source>Show the saliency before the edit</source>
        <translation>Mostrar a saliência antes da edição</translation>
    </message>
    <message>
        <location filename="gui/widgets/preview_line.py"/>
        <source>Dice {0} on {1}</source>
        <translation>Dice {0} em {1}</translation>
    </message>
    <message>
        <location filename="gui/widgets/preview_line.py"/>
        <source>agreement {0} → {1} on {2}</source>
        <translation>concordância {0} → {1} em {2}</translation>
    </message>
    <message>
        <location filename="gui/widgets/preview_line.py"/>
        <source>and {0}</source>
        <translation>e {0}</translation>
    </message>
    <message>
        <location filename="gui/widgets/preview_line.py"/>
        <source>can&apos;t preview it: {0}</source>
        <translation>não é possível pré-visualizar: {0}</translation>
    </message>
    <message>
        <location filename="gui/window.py"/>
        <source>Open &amp;recent</source>
        <translation>A&amp;brir recente</translation>
    </message>
    <message>
        <location filename="gui/window.py"/>
        <source>Tools</source>
        <translation>Ferramentas</translation>
    </message>
    <message>
        <location filename="gui/window.py"/>
        <source>&amp;Panels</source>
        <translation>&amp;Painéis</translation>
    </message>
    <message>
        <location filename="gui/window.py"/>
        <source>&amp;Reset panels</source>
        <translation>&amp;Redefinir painéis</translation>
    </message>
    <message>
        <location filename="gui/window.py"/>
        <source>Th&amp;eme</source>
        <translation>T&amp;ema</translation>
    </message>
    <message>
        <location filename="gui/window.py"/>
        <source>a small project of real images with markers</source>
        <translation>um pequeno projeto de imagens reais com marcadores</translation>
    </message>
    <message>
        <location filename="gui/window.py"/>
        <source>ten minutes, from a new project to counts</source>
        <translation>dez minutos, de um novo projeto às contagens</translation>
    </message>
    <message>
        <location filename="gui/window.py"/>
        <source>from your own images</source>
        <translation>a partir de suas próprias imagens</translation>
    </message>
    <message>
        <location filename="gui/window.py"/>
        <source>a project folder, NAME.flim</source>
        <translation>uma pasta de projeto, NOME.flim</translation>
    </message>
    <message>
        <location filename="gui/window.py"/>
        <source>None yet</source>
        <translation>Nenhum ainda</translation>
    </message>
</context>
</TS>
