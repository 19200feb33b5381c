<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="pt_BR" sourcelanguage="en">
<context>
    <name>QObject</name>
    <message>
        <location filename="analysis/arrays.py"/>
        <location filename="analysis/delineate.py"/>
        <location filename="analysis/objects.py"/>
        <source>the image</source>
        <translation>a imagem</translation>
    </message>
    <message>
        <location filename="analysis/arrays.py"/>
        <source>{0} is {1}; it must be bool: compare it, as in {2} &gt; 0</source>
        <translation>{0} é {1}; deve ser bool: compare, como em {2} &gt; 0</translation>
    </message>
    <message>
        <location filename="analysis/arrays.py"/>
        <source>{0} is {1} and {2} is {3} pixels; both must be of one image</source>
        <translation>{0} tem {1} e {2} tem {3} pixels; as duas devem ser da mesma imagem</translation>
    </message>
    <message>
        <location filename="analysis/arrays.py"/>
        <source>{0} is {1}; it must be floating point, in [0, 1]</source>
        <translation>{0} é {1}; deve ser de ponto flutuante, em [0, 1]</translation>
    </message>
    <message>
        <location filename="analysis/arrays.py"/>
        <source>{0} holds NaN; every value must be in [0, 1]</source>
        <translation>{0} contém NaN; todo valor deve estar em [0, 1]</translation>
    </message>
    <message>
        <location filename="analysis/arrays.py"/>
        <source>{0} is in [{1}, {2}]; it must be in [0, 1]; scale it first</source>
        <translation>{0} está em [{1}, {2}]; deve estar em [0, 1]; mude a escala primeiro</translation>
    </message>
    <message>
        <location filename="analysis/arrays.py"/>
        <source>{0} has the shape {1}; it must be ({2}), none of them 0</source>
        <translation>{0} tem o formato {1}; deve ser ({2}), nenhum deles 0</translation>
    </message>
    <message>
        <location filename="analysis/delineate.py"/>
        <source>delineation by {0} needs the image as well as the saliency; pass the image, or choose the method none</source>
        <translation>o delineamento por {0} precisa da imagem além da saliência; passe a imagem ou escolha o método none</translation>
    </message>
    <message>
        <location filename="analysis/delineate.py"/>
        <source>{0} saliency maps and {1} classes {2}; one id for each map</source>
        <translation>{0} mapas de saliência e {1} classes {2}; um id para cada mapa</translation>
    </message>
    <message>
        <location filename="analysis/delineate.py"/>
        <source>object classes {0}; they must differ and be in 1..{1}</source>
        <translation>classes de objetos {0}; devem ser diferentes e estar em 1..{1}</translation>
    </message>
    <message>
        <location filename="analysis/doubt.py"/>
        <source>saliency of shape {0} and {1} thresholds; give a map (objects, H, W) for each</source>
        <translation>saliência de formato {0} e {1} limiares; informe um mapa (objetos, H, W) para cada um</translation>
    </message>
    <message>
        <location filename="analysis/doubt.py"/>
        <source>threshold {0}; it must be in [0, 1]</source>
        <translation>limiar {0}; deve estar em [0, 1]</translation>
    </message>
    <message>
        <location filename="analysis/identification.py"/>
        <source>{0} labels and {1} known classes; there must be equally many, and at least one</source>
        <translation>{0} rótulos e {1} classes conhecidas; devem ser em igual número, e pelo menos uma</translation>
    </message>
    <message>
        <location filename="analysis/image_tables.py"/>
        <source>Objects</source>
        <translation>Objetos</translation>
    </message>
    <message>
        <location filename="analysis/image_tables.py"/>
        <source>Number of objects</source>
        <translation>Número de objetos</translation>
    </message>
    <message>
        <location filename="analysis/image_tables.py"/>
        <location filename="analysis/object_columns.py"/>
        <source>Area</source>
        <translation>Área</translation>
    </message>
    <message>
        <location filename="analysis/image_tables.py"/>
        <source>Area of all objects</source>
        <translation>Área de todos os objetos</translation>
    </message>
    <message>
        <location filename="analysis/image_tables.py"/>
        <source>Covered</source>
        <translation>Cobertura</translation>
    </message>
    <message>
        <location filename="analysis/image_tables.py"/>
        <source>Share of the image that objects cover, 0 to 1</source>
        <translation>Fração da imagem coberta por objetos, de 0 a 1</translation>
    </message>
    <message>
        <location filename="analysis/image_tables.py"/>
        <source>Median area</source>
        <translation>Área mediana</translation>
    </message>
    <message>
        <location filename="analysis/image_tables.py"/>
        <source>Median area of the objects</source>
        <translation>Área mediana dos objetos</translation>
    </message>
    <message>
        <location filename="analysis/image_tables.py"/>
        <location filename="analysis/object_columns.py"/>
        <source>Saliency</source>
        <translation>Saliência</translation>
    </message>
    <message>
        <location filename="analysis/image_tables.py"/>
        <source>Mean saliency in the objects, 0 to 1</source>
        <translation>Saliência média nos objetos, de 0 a 1</translation>
    </message>
    <message>
        <location filename="analysis/instances/candidates.py"/>
        <source>objects are {0}; give a mask or a number for each object</source>
        <translation>os objetos são {0}; informe uma máscara ou um número para cada objeto</translation>
    </message>
    <message>
        <location filename="analysis/instances/candidates.py"/>
        <source>objects lack number {0}; number them from 1 without gaps</source>
        <translation>falta aos objetos o número {0}; numere-os a partir de 1 sem lacunas</translation>
    </message>
    <message>
        <location filename="analysis/instances/froc.py"/>
        <source>an image</source>
        <translation>por imagem</translation>
    </message>
    <message>
        <location filename="analysis/instances/froc.py"/>
        <source>an image without objects</source>
        <translation>por imagem sem objetos</translation>
    </message>
    <message>
        <location filename="analysis/instances/froc.py"/>
        <source>a mm²</source>
        <translation>por mm²</translation>
    </message>
    <message>
        <location filename="analysis/instances/froc.py"/>
        <source>no image has an object; sensitivity needs one in at least one truth</source>
        <translation>nenhuma imagem tem objeto; a sensibilidade precisa de um em pelo menos uma verdade</translation>
    </message>
    <message>
        <location filename="analysis/instances/froc.py"/>
        <source>every image has an object; count the false positives in all images</source>
        <translation>toda imagem tem um objeto; conte os falsos positivos em todas as imagens</translation>
    </message>
    <message>
        <location filename="analysis/instances/froc.py"/>
        <source>the area of an image is not known; give the size of its pixels</source>
        <translation>a área de uma imagem não é conhecida; informe o tamanho dos pixels</translation>
    </message>
    <message>
        <location filename="analysis/instances/froc.py"/>
        <source>the judged area is 0 mm²; count the false positives an image</source>
        <translation>a área julgada é 0 mm²; conte os falsos positivos por imagem</translation>
    </message>
    <message>
        <location filename="analysis/instances/hits.py"/>
        <location filename="analysis/instances/matching.py"/>
        <source>IoU of at least {0}: give a threshold over 0 and at most 1</source>
        <translation>IoU de pelo menos {0}: informe um limiar acima de 0 e no máximo 1</translation>
    </message>
    <message>
        <location filename="analysis/instances/hits.py"/>
        <source>candidates have positions alone; hits by IoU need their regions</source>
        <translation>os candidatos têm só posições; acertos por IoU precisam das regiões</translation>
    </message>
    <message>
        <location filename="analysis/instances/hits.py"/>
        <source>positions of the shape {0} for {1} scores; each needs a row and a column</source>
        <translation>posições de formato {0} para {1} escores; cada um precisa de linha e coluna</translation>
    </message>
    <message>
        <location filename="analysis/instances/hits.py"/>
        <source>positions are {0}; they must be whole pixels; round them</source>
        <translation>as posições são {0}; devem ser pixels inteiros; arredonde-as</translation>
    </message>
    <message>
        <location filename="analysis/instances/hits.py"/>
        <source>a candidate&apos;s score is not finite; leave that candidate out</source>
        <translation>o escore de um candidato não é finito; deixe esse candidato de fora</translation>
    </message>
    <message>
        <location filename="analysis/instances/hits.py"/>
        <source>candidate at {0} is outside its truth of the shape {1}; both must be of one image</source>
        <translation>o candidato em {0} está fora da sua verdade de formato {1}; os dois devem ser da mesma imagem</translation>
    </message>
    <message>
        <location filename="analysis/instances/matching.py"/>
        <source>predicted objects</source>
        <translation>objetos preditos</translation>
    </message>
    <message>
        <location filename="analysis/instances/matching.py"/>
        <source>true objects</source>
        <translation>objetos verdadeiros</translation>
    </message>
    <message>
        <location filename="analysis/instances/matching.py"/>
        <source>positions of objects have no area; give the largest distance to match</source>
        <translation>posições de objetos não têm área; informe a maior distância para associar</translation>
    </message>
    <message>
        <location filename="analysis/instances/matching.py"/>
        <source>distance {0}: it must be over 0 pixels</source>
        <translation>distância {0}: deve ser de mais de 0 pixels</translation>
    </message>
    <message>
        <location filename="analysis/instances/matching.py"/>
        <source>{0} are {1} of shape {2}; give (H, W) whole numbers, one for each object</source>
        <translation>{0}: são {1} de formato {2}; informe números inteiros (H, W), um para cada objeto</translation>
    </message>
    <message>
        <location filename="analysis/instances/matching.py"/>
        <source>{0} have the number {1}; number them from 1</source>
        <translation>{0}: têm o número {1}; numere-os a partir de 1</translation>
    </message>
    <message>
        <location filename="analysis/instances/matching.py"/>
        <source>{0} have the shape {1}; give (n, 2), row and column</source>
        <translation>{0}: têm o formato {1}; informe (n, 2), linha e coluna</translation>
    </message>
    <message>
        <location filename="analysis/instances/matching.py"/>
        <source>{0} hold NaN or infinity; leave those out</source>
        <translation>{0}: contêm NaN ou infinito; deixe-os de fora</translation>
    </message>
    <message>
        <location filename="analysis/instances/measures.py"/>
        <source>Average precision at 0.5</source>
        <translation>Precisão média em 0,5</translation>
    </message>
    <message>
        <location filename="analysis/instances/measures.py"/>
        <source>Objects found with an overlap (IoU) of at least 0.5, divided by these, the false and the missed together</source>
        <translation>Objetos encontrados com sobreposição (IoU) de pelo menos 0,5, divididos pela soma destes, dos falsos e dos não detectados</translation>
    </message>
    <message>
        <location filename="analysis/instances/measures.py"/>
        <source>Average precision</source>
        <translation>Precisão média</translation>
    </message>
    <message>
        <location filename="analysis/instances/measures.py"/>
        <source>Mean of the average precision at overlaps of 0.5, 0.55 ... 0.95</source>
        <translation>Média da precisão média nas sobreposições 0,5, 0,55 ... 0,95</translation>
    </message>
    <message>
        <location filename="analysis/instances/measures.py"/>
        <source>Panoptic quality</source>
        <translation>Qualidade panóptica</translation>
    </message>
    <message>
        <location filename="analysis/instances/measures.py"/>
        <source>F1 of the objects times the mean overlap of those found</source>
        <translation>F1 dos objetos vezes a sobreposição média dos encontrados</translation>
    </message>
    <message>
        <location filename="analysis/instances/measures.py"/>
        <source>Segmentation quality</source>
        <translation>Qualidade da segmentação</translation>
    </message>
    <message>
        <location filename="analysis/instances/measures.py"/>
        <source>Mean overlap (IoU) of the objects found</source>
        <translation>Sobreposição média (IoU) dos objetos encontrados</translation>
    </message>
    <message>
        <location filename="analysis/instances/measures.py"/>
        <source>Aggregated Jaccard index</source>
        <translation>Índice de Jaccard agregado</translation>
    </message>
    <message>
        <location filename="analysis/instances/measures.py"/>
        <source>Common area of all objects and their best matches, divided by the area of both together and of false objects</source>
        <translation>Área comum de todos os objetos e seus melhores pares, dividida pela área dos dois juntos e dos objetos falsos</translation>
    </message>
    <message>
        <location filename="analysis/instances/measures.py"/>
        <source>F1 of objects</source>
        <translation>F1 dos objetos</translation>
    </message>
    <message>
        <location filename="analysis/instances/measures.py"/>
        <source>Twice the objects found, divided by the sum of predicted and true ones</source>
        <translation>O dobro dos objetos encontrados, dividido pela soma dos preditos e dos verdadeiros</translation>
    </message>
    <message>
        <location filename="analysis/instances/measures.py"/>
        <source>Count error</source>
        <translation>Erro de contagem</translation>
    </message>
    <message>
        <location filename="analysis/instances/measures.py"/>
        <source>Number of predicted minus number of true objects</source>
        <translation>Número de objetos preditos menos o de verdadeiros</translation>
    </message>
    <message>
        <location filename="analysis/instances/measures.py"/>
        <source>Absolute count error</source>
        <translation>Erro absoluto de contagem</translation>
    </message>
    <message>
        <location filename="analysis/instances/measures.py"/>
        <source>Abs. error</source>
        <translation>Erro absoluto</translation>
    </message>
    <message>
        <location filename="analysis/instances/measures.py"/>
        <source>Count error without its sign</source>
        <translation>Erro de contagem sem o sinal</translation>
    </message>
    <message>
        <location filename="analysis/instances/on_disk.py"/>
        <source>the mask has more than {0} separate regions; raise the threshold, or the smallest area of objects</source>
        <translation>a máscara tem mais de {0} regiões separadas; aumente o limiar ou a menor área dos objetos</translation>
    </message>
    <message>
        <location filename="analysis/instances/sizes.py"/>
        <source>the mask</source>
        <translation>a máscara</translation>
    </message>
    <message>
        <location filename="analysis/instances/sizes.py"/>
        <source>the size of objects can&apos;t be learned: no marker of an object lies in the mask; lower the threshold, or give the radius of an object</source>
        <translation>não é possível aprender o tamanho dos objetos: nenhum marcador de objeto está na máscara; reduza o limiar ou informe o raio de um objeto</translation>
    </message>
    <message>
        <location filename="analysis/instances/splitting.py"/>
        <location filename="analysis/objects.py"/>
        <source>the mask is {0} of shape {1}; it must be (H, W) class ids</source>
        <translation>a máscara é {0} de formato {1}; deve ser (H, W) com ids de classes</translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>judged leaves no pixel to measure; ignore fewer</source>
        <translation>judged não deixa pixel para medir; ignore menos</translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Mean absolute error</source>
        <translation>Erro absoluto médio</translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Mean difference between saliency and reference</source>
        <translation>Diferença média entre saliência e referência</translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>F-beta, adaptive</source>
        <translation>F-beta, adaptativo</translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Fadap</source>
        <translation>Fadap</translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Precision (which weighs more) and recall of the saliency cut at twice its mean</source>
        <translation>Precisão (que pesa mais) e revocação da saliência cortada no dobro da sua média</translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>F-beta, best</source>
        <translation>F-beta, melhor</translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Fmax</source>
        <translation>Fmax</translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Precision (which weighs more) and recall of the saliency cut at the best of 256 thresholds</source>
        <translation>Precisão (que pesa mais) e revocação da saliência cortada no melhor de 256 limiares</translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>F-beta, weighted</source>
        <translation>F-beta, ponderado</translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Fwei</source>
        <translation>Fwei</translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Precision and recall of the saliency itself; errors far from the object weigh more</source>
        <translation>Precisão e revocação da própria saliência; erros longe do objeto pesam mais</translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Structure (S)</source>
        <translation>Estrutura (S)</translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Similarity of objects and regions in saliency and reference</source>
        <translation>Semelhança de objetos e regiões na saliência e na referência</translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Alignment (E)</source>
        <translation>Alinhamento (E)</translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Agreement of saliency and reference, in each pixel and as a whole; mean over 256 thresholds</source>
        <translation>Concordância da saliência com a referência, em cada pixel e no todo; média de 256 limiares</translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <location filename="explain/maps/colours.py"/>
        <location filename="session/stroke_effect.py"/>
        <location filename="workflow/finetuning/learning_curve.py"/>
        <source>Dice</source>
        <translation>Dice</translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Twice the common area, divided by the sum of both areas</source>
        <translation>O dobro da área comum, dividido pela soma das duas áreas</translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Overlap (IoU)</source>
        <translation>Sobreposição (IoU)</translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <location filename="gui/panels/plots/detection_charts.py"/>
        <location filename="workflow/evaluation/evaluation_pictures.py"/>
        <source>IoU</source>
        <translation>IoU</translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Common area, divided by the area of both together</source>
        <translation>Área comum, dividida pela área das duas juntas</translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Precision</source>
        <translation>Precisão</translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Share of the mask that is right</source>
        <translation>Fração da máscara que está certa</translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Recall</source>
        <translation>Revocação</translation>
    </message>
    <message>
        <location filename="analysis/measures.py"/>
        <source>Share of the reference that the mask covers</source>
        <translation>Fração da referência que a máscara cobre</translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Channel {0}</source>
        <translation>Canal {0}</translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Mean intensity of channel {0} in its pixels, 0 to 1</source>
        <translation>Intensidade média do canal {0} nos seus pixels, de 0 a 1</translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Object</source>
        <translation>Objeto</translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Number of the object in the image, in reading order of first pixels</source>
        <translation>Número do objeto na imagem, na ordem de leitura do primeiro pixel</translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <location filename="explain/maps/colours.py"/>
        <source>Class</source>
        <translation>Classe</translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Id of its class</source>
        <translation>Id da sua classe</translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Row</source>
        <translation>Linha</translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Mean row of its pixels, from 0</source>
        <translation>Linha média dos seus pixels, a partir de 0</translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Column</source>
        <translation>Coluna</translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Mean column of its pixels, from 0</source>
        <translation>Coluna média dos seus pixels, a partir de 0</translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Top</source>
        <translation>Topo</translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>First row of its bounding box</source>
        <translation>Primeira linha da sua caixa delimitadora</translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Left</source>
        <translation>Esquerda</translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>First column of its bounding box</source>
        <translation>Primeira coluna da sua caixa delimitadora</translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Height</source>
        <translation>Altura</translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Rows of its bounding box</source>
        <translation>Linhas da sua caixa delimitadora</translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Width</source>
        <translation>Largura</translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Columns of its bounding box</source>
        <translation>Colunas da sua caixa delimitadora</translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Number of its pixels</source>
        <translation>Número dos seus pixels</translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Perimeter</source>
        <translation>Perímetro</translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Length of the line through the centres of its border pixels, holes included</source>
        <translation>Comprimento da linha pelos centros dos seus pixels de borda, buracos incluídos</translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Eccentricity</source>
        <translation>Excentricidade</translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Of the ellipse with the same second moments: 0 for a circle, near 1 for a line</source>
        <translation>Da elipse de mesmos segundos momentos: 0 em um círculo, perto de 1 em uma linha</translation>
    </message>
    <message>
        <location filename="analysis/object_columns.py"/>
        <source>Mean saliency of its class in its pixels, 0 to 1</source>
        <translation>Saliência média da sua classe nos seus pixels, de 0 a 1</translation>
    </message>
    <message>
        <location filename="analysis/objects.py"/>
        <source>instances lack object {0}; number them from 1 without gaps</source>
        <translation>falta às instâncias o objeto {0}; numere-as a partir de 1 sem lacunas</translation>
    </message>
    <message>
        <location filename="analysis/objects.py"/>
        <source>the mask has class {0}, and the saliency maps are of {1}</source>
        <translation>a máscara tem a classe {0}, e os mapas de saliência são de {1}</translation>
    </message>
    <message>
        <location filename="analysis/outlines.py"/>
        <source>an object has an outline of over {0} edges of pixels; raise the threshold, or leave out outputs with outlines</source>
        <translation>um objeto tem um contorno de mais de {0} lados de pixels; aumente o limiar ou omita as saídas com contornos</translation>
    </message>
    <message>
        <location filename="analysis/strips.py"/>
        <source>delineation by {0} needs the whole image in memory, and this one is too large; use --delineation none, or crop it</source>
        <translation>o delineamento por {0} precisa da imagem inteira na memória, e esta é grande demais; use --delineation none ou recorte-a</translation>
    </message>
    <message>
        <location filename="analysis/strips.py"/>
        <source>filling holes needs the whole mask in memory, and this image is too large; predict without a mask, or crop it</source>
        <translation>fechar buracos precisa da máscara inteira na memória, e esta imagem é grande demais; faça a predição sem máscara ou recorte-a</translation>
    </message>
    <message>
        <location filename="analysis/tissue.py"/>
        <source>a tissue mask of {0} does not fit an image of {1} x {2} pixels; it may have at most as many</source>
        <translation>uma máscara de tecido de {0} não cabe em uma imagem de {1} x {2} pixels; pode ter no máximo esse tamanho</translation>
    </message>
    <message>
        <location filename="analysis/tissue_finding.py"/>
        <source>a smallest part of {0} needs the size of a pixel, which the image does not state; give a share, such as 0.01%</source>
        <translation>uma menor parte de {0} precisa do tamanho de um pixel, que a imagem não informa; informe uma fração, como 0.01%</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{n} stroke </source>
        <translation>{n} traço </translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{n} strokes </source>
        <translation>{n} traços </translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{n} disk </source>
        <translation>{n} disco </translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{n} disks </source>
        <translation>{n} discos </translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{n} marker </source>
        <translation>{n} marcador </translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{n} markers </source>
        <translation>{n} marcadores </translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{n} marker changed</source>
        <translation>{n} marcador alterado</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{n} markers changed</source>
        <translation>{n} marcadores alterados</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{n} group</source>
        <translation>{n} grupo</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{n} groups</source>
        <translation>{n} grupos</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{n} stroke</source>
        <translation>{n} traço</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{n} strokes</source>
        <translation>{n} traços</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{n} disk</source>
        <translation>{n} disco</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{n} disks</source>
        <translation>{n} discos</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{n} class</source>
        <translation>{n} classe</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{n} classes</source>
        <translation>{n} classes</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>deleted</source>
        <translation>exclusão de</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>inverted</source>
        <translation>inversão de</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>restored</source>
        <translation>restauração de</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{n} kernels of block {0}</source>
        <translation>{n} kernels do bloco {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>size {0}</source>
        <translation>tamanho {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>epsilon {0}</source>
        <translation>épsilon {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>colour {0}</source>
        <translation>cor {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>border {0}</source>
        <translation>descarte na borda: {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>holes {0}</source>
        <translation>fechar buracos: {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>threshold {0}</source>
        <translation>limiar {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>area {0}</source>
        <translation>área {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>erosion {0}</source>
        <translation>erosão {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>dilation {0}</source>
        <translation>dilatação {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>standardise {0}</source>
        <translation>padronização {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>selection {0}</source>
        <translation>seleção {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>restarts {0}</source>
        <translation>reinícios {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>estimator {0}</source>
        <translation>estimador {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>reduction {0}</source>
        <translation>redução {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>representative {0}</source>
        <translation>representante {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>normalisation {0}</source>
        <translation>normalização {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>unit norm {0}</source>
        <translation>norma unitária: {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>padding {0}</source>
        <translation>padding {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>kernels per marker {0}</source>
        <translation>kernels por marcador {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>kernels per image {0}</source>
        <translation>kernels por imagem {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>decoder {0} on block {1}</source>
        <translation>decodificador {0} no bloco {1}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>decoder on block {0}</source>
        <translation>decodificador no bloco {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>decoder {0} on its usual blocks</source>
        <translation>decodificador {0} nos blocos de costume</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>decoder on its usual blocks</source>
        <translation>decodificador nos blocos de costume</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>on</source>
        <translation>ligado</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>off</source>
        <translation>desligado</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>any</source>
        <translation>qualquer</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>weights</source>
        <translation>pesos</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>average</source>
        <translation>médio</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>fits</source>
        <translation>serve</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>fit</source>
        <translation>servem</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>matches</source>
        <translation>não corresponde a</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>match</source>
        <translation>não correspondem a</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>train</source>
        <translation>treino</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>training</source>
        <translation>treino</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>testing</source>
        <translation>teste</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>validation</source>
        <translation>validação</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>test</source>
        <translation>teste</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>delete</source>
        <translation>excluir</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>invert</source>
        <translation>inverter</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>saliency</source>
        <translation>saliência</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>patches</source>
        <translation>patches</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>statistics</source>
        <translation>estatísticas</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>values</source>
        <translation>valores</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>labels</source>
        <translation>rótulos</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>pixels</source>
        <translation>pixels</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>bytes</source>
        <translation>bytes</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>a project</source>
        <translation>um projeto</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>a model</source>
        <translation>um modelo</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>a classifier</source>
        <translation>um classificador</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>polygon</source>
        <translation>polígono</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>circle</source>
        <translation>círculo</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>rectangle</source>
        <translation>retângulo</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>line</source>
        <translation>linha</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>point</source>
        <translation>ponto</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{0} or {1}</source>
        <translation>{0} ou {1}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>No such file or directory</source>
        <translation>arquivo ou pasta inexistente</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Permission denied</source>
        <translation>permissão negada</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Operation not permitted</source>
        <translation>operação não permitida</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>No space left on device</source>
        <translation>não há espaço no disco</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Is a directory</source>
        <translation>é uma pasta</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>File exists</source>
        <translation>o arquivo já existe</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Read-only file system</source>
        <translation>o sistema de arquivos é somente leitura</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Input/output error</source>
        <translation>erro de entrada e saída</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>File name too long</source>
        <translation>o nome do arquivo é longo demais</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Too many levels of symbolic links</source>
        <translation>links simbólicos demais</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Too many open files</source>
        <translation>arquivos abertos demais</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Too many open files in system</source>
        <translation>arquivos abertos demais no sistema</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Directory not empty</source>
        <translation>a pasta não está vazia</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Device or resource busy</source>
        <translation>dispositivo ou recurso ocupado</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Invalid argument</source>
        <translation>argumento inválido</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>File too large</source>
        <translation>o arquivo é grande demais</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Disk quota exceeded</source>
        <translation>a cota de disco acabou</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Connection timed out</source>
        <translation>a conexão expirou</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>No such device</source>
        <translation>o dispositivo não existe</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>No such device or address</source>
        <translation>o dispositivo ou endereço não existe</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Connection refused</source>
        <translation>conexão recusada</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Broken pipe</source>
        <translation>conexão interrompida</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Stale file handle</source>
        <translation>o arquivo não é mais alcançável</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Cannot allocate memory</source>
        <translation>não há memória suficiente</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Resource temporarily unavailable</source>
        <translation>recurso indisponível no momento</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Invalid cross-device link</source>
        <translation>link entre dispositivos inválido</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>No route to host</source>
        <translation>não há rota até a máquina</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>[Errno {0}] {1}: {2}</source>
        <translation>[Errno {0}] {1}: {2}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>[Errno {0}] {1}</source>
        <translation>[Errno {0}] {1}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Expecting value: line {0} column {1} (char {2})</source>
        <translation>falta um valor: linha {0}, coluna {1} (caractere {2})</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Expecting property name enclosed in double quotes: line {0} column {1} (char {2})</source>
        <translation>falta um nome entre aspas duplas: linha {0}, coluna {1} (caractere {2})</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Expecting &apos;,&apos; delimiter: line {0} column {1} (char {2})</source>
        <translation>falta uma &apos;,&apos;: linha {0}, coluna {1} (caractere {2})</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Expecting &apos;:&apos; delimiter: line {0} column {1} (char {2})</source>
        <translation>falta um &apos;:&apos;: linha {0}, coluna {1} (caractere {2})</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Extra data: line {0} column {1} (char {2})</source>
        <translation>dados a mais: linha {0}, coluna {1} (caractere {2})</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Unterminated string starting at: line {0} column {1} (char {2})</source>
        <translation>texto sem aspas finais: linha {0}, coluna {1} (caractere {2})</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Invalid control character at: line {0} column {1} (char {2})</source>
        <translation>caractere de controle inválido: linha {0}, coluna {1} (caractere {2})</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Illegal trailing comma before end of object: line {0} column {1} (char {2})</source>
        <translation>vírgula a mais no fim do objeto: linha {0}, coluna {1} (caractere {2})</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Expecting value</source>
        <translation>falta um valor</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Extra data</source>
        <translation>dados a mais</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Expecting &apos;,&apos; delimiter</source>
        <translation>falta uma &apos;,&apos;</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Expecting &apos;:&apos; delimiter</source>
        <translation>falta um &apos;:&apos;</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Expecting property name enclosed in double quotes</source>
        <translation>falta um nome entre aspas duplas</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Field required</source>
        <translation>campo obrigatório</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Extra inputs are not permitted</source>
        <translation>campo desconhecido</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Input should be {0}</source>
        <translation>deve ser {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Input should be a valid string</source>
        <translation>deve ser um texto</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Input should be a valid integer</source>
        <translation>deve ser um número inteiro</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Input should be a valid number</source>
        <translation>deve ser um número</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Input should be a finite number</source>
        <translation>deve ser um número finito</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Input should be a valid boolean</source>
        <translation>deve ser true ou false</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Input should be a valid list</source>
        <translation>deve ser uma lista</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Input should be a valid array</source>
        <translation>deve ser uma lista</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Input should be a valid tuple</source>
        <translation>deve ser uma lista</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Input should be an object</source>
        <translation>deve ser um objeto</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Input should be a valid dictionary</source>
        <translation>deve ser um objeto</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Input should be greater than {0}</source>
        <translation>deve ser maior que {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Input should be greater than or equal to {0}</source>
        <translation>deve ser no mínimo {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Input should be less than {0}</source>
        <translation>deve ser menor que {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Input should be less than or equal to {0}</source>
        <translation>deve ser no máximo {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Input should be a valid integer, got a number with a fractional part</source>
        <translation>deve ser um número inteiro, sem parte fracionária</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Input should be a valid integer, unable to parse string as an integer</source>
        <translation>deve ser um número inteiro</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Input should be a valid number, unable to parse string as a number</source>
        <translation>deve ser um número</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Unable to parse input string as an integer, exceeded maximum size</source>
        <translation>o número tem dígitos demais</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>String should have at least {0} character</source>
        <translation>o texto deve ter pelo menos {0} caractere</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>String should have at least {0} characters</source>
        <translation>o texto deve ter pelo menos {0} caracteres</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>String should have at most {0} character</source>
        <translation>o texto deve ter no máximo {0} caractere</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>String should have at most {0} characters</source>
        <translation>o texto deve ter no máximo {0} caracteres</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>String should match pattern {0}</source>
        <translation>o texto deve seguir o padrão {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Unable to extract tag using discriminator {0}</source>
        <translation>falta o campo {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Input tag {0} found using {1} does not match any of the expected tags: {2}</source>
        <translation>{1} é {0}, mas deve ser um destes: {2}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>together</source>
        <translation>juntos</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>RBF SVM</source>
        <translation>SVM RBF</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>the model</source>
        <translation>o modelo</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Tuple should have at least {0} item after validation, not {1}</source>
        <translation>deve ter pelo menos {0} item, e tem {1}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Tuple should have at least {0} items after validation, not {1}</source>
        <translation>deve ter pelo menos {0} itens, e tem {1}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Tuple should have at most {0} item after validation, not {1}</source>
        <translation>deve ter no máximo {0} item, e tem {1}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Tuple should have at most {0} items after validation, not {1}</source>
        <translation>deve ter no máximo {0} itens, e tem {1}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>List should have at least {0} item after validation, not {1}</source>
        <translation>deve ter pelo menos {0} item, e tem {1}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>List should have at least {0} items after validation, not {1}</source>
        <translation>deve ter pelo menos {0} itens, e tem {1}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>List should have at most {0} item after validation, not {1}</source>
        <translation>deve ter no máximo {0} item, e tem {1}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>List should have at most {0} items after validation, not {1}</source>
        <translation>deve ter no máximo {0} itens, e tem {1}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Input should be {0} or {1}</source>
        <translation>deve ser {0} ou {1}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Input should be a valid string, unable to parse raw data as a unicode string</source>
        <translation>deve ser um texto Unicode</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Change the use of {0}</source>
        <translation>Mudar o uso de {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Make {0} of {1}</source>
        <translation>Atribuir a classe {0} a {1}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>stopped</source>
        <translation>interrompido</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Unterminated string starting at</source>
        <translation>texto sem aspas finais</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Invalid control character at</source>
        <translation>caractere de controle inválido</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Exceeds the limit ({0} digits) for integer string conversion: value has {1} digits; use sys.set_int_max_str_digits() to increase the limit</source>
        <translation>um número tem {1} dígitos, e o limite é {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>activation {0}</source>
        <translation>ativação {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{0} 0 to {n}</source>
        <translation>{0} de 0 a {n}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{0} 0 to {n} ({1})</source>
        <translation>{0} de 0 a {n} ({1})</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>depth</source>
        <translation>profundidade</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>time</source>
        <translation>tempo</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>slide</source>
        <translation>lâmina</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{0} and {1}</source>
        <translation>{0} e {1}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{0} lowered Dice by {1}</source>
        <translation>{0} reduziu o Dice em {1}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Share kernels by difficulty of the classes</source>
        <translation>Distribuir kernels pela dificuldade das classes</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Share kernels by their markers</source>
        <translation>Distribuir kernels pelos marcadores das classes</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{n} image added{0}</source>
        <translation>{n} imagem adicionada{0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{n} images added{0}</source>
        <translation>{n} imagens adicionadas{0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{n} image found in another place</source>
        <translation>{n} imagem encontrada em outro lugar</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{n} images found in another place</source>
        <translation>{n} imagens encontradas em outro lugar</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>no object is marked on the training images; draw markers there</source>
        <translation>nenhum objeto está marcado nas imagens de treino; desenhe marcadores lá</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>no background is marked on the training images; draw markers there</source>
        <translation>o fundo não está marcado nas imagens de treino; desenhe marcadores lá</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Pixel size of {n} image read</source>
        <translation>Tamanho do pixel lido de {n} imagem</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Pixel size of {n} images read</source>
        <translation>Tamanho do pixel lido de {n} imagens</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Input should be a valid dictionary or instance of {word}</source>
        <translation>deve ser um objeto ({word})</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>Input should be an instance of {word}</source>
        <translation>deve ser um objeto ({word})</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>nlayers: {0}, but there is a layer{1}; make the two agree</source>
        <translation>nlayers: {0}, mas há layer{1}; faça os dois coincidirem</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>nlayers: {0}, but there is no layer{1}; make the two agree</source>
        <translation>nlayers: {0}, mas não há layer{1}; faça os dois coincidirem</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>is a model of flimbuilder, not an architecture; write its architecture with &apos;flimbuilder export {0} arch.json --to arch-json&apos;</source>
        <translation>é um modelo do flimbuilder, não uma arquitetura; grave sua arquitetura com &apos;flimbuilder export {0} arch.json --to arch-json&apos;</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>is a project of flimbuilder, not an architecture; write its architecture with &apos;flimbuilder export {0} arch.json --to arch-json&apos;</source>
        <translation>é um projeto do flimbuilder, não uma arquitetura; grave sua arquitetura com &apos;flimbuilder export {0} arch.json --to arch-json&apos;</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{0} x {1} pixels in 1 channels</source>
        <translation>{0} x {1} pixels em 1 canal</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>class id {0} is used twice; ids must differ</source>
        <translation>o id de classe {0} é usado duas vezes; os ids devem ser diferentes</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>channel {0} is used twice; they must differ</source>
        <translation>o canal {0} é usado duas vezes; os canais devem ser diferentes</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>axis {0} is used twice; they must differ</source>
        <translation>o eixo {0} é usado duas vezes; os eixos devem ser diferentes</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>embedded null byte</source>
        <translation>há um byte nulo no nome</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>has 1 channels and the encoder reads {0}; give images like those it was learned from</source>
        <translation>tem 1 canal e o codificador lê {0}; informe imagens como aquelas com que ele aprendeu</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>decoder {0} has 1 weights and {1}; give one for each kernel</source>
        <translation>o decodificador {0} tem 1 peso, e {1}; informe um por kernel</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>plate</source>
        <translation>uma placa</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>well</source>
        <translation>um poço</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{0} is missing; build the model again</source>
        <translation>{0} está ausente; construa o modelo de novo</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{0} is missing; train the classifier again</source>
        <translation>{0} está ausente; treine o classificador de novo</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{0} is not of this model ({1})</source>
        <translation>{0} não é deste modelo ({1})</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{0} is not of this classifier</source>
        <translation>{0} não é deste classificador</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{0} ({1} of {2} were predicted before it)</source>
        <translation>{0} ({1} de {2} já tinham sido preditas)</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{n} image without a class: {0}</source>
        <translation>{n} imagem sem classe: {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{n} images without a class: {0}</source>
        <translation>{n} imagens sem classe: {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{n} name of {0} without an image: {1}</source>
        <translation>{n} nome de {0} sem imagem: {1}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{n} names of {0} without an image: {1}</source>
        <translation>{n} nomes de {0} sem imagem: {1}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>encoding</source>
        <translation>codificando</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>climbing</source>
        <translation>subindo</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>judging</source>
        <translation>avaliando</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>importing</source>
        <translation>importando</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>preparing</source>
        <translation>preparando</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>predicting</source>
        <translation>predizendo</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>tiles</source>
        <translation>ladrilhos</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>projecting</source>
        <translation>projetando</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>mapping</source>
        <translation>mapeando</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>done</source>
        <translation>pronto</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>cross-validating</source>
        <translation>validando</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>evaluating</source>
        <translation>avaliando</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>classifying</source>
        <translation>classificando</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>occlusion</source>
        <translation>oclusão</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>gradient</source>
        <translation>gradiente</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>epoch {0}</source>
        <translation>época {0}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{0}, at row {1}, column {2}</source>
        <translation>{0}, na linha {1}, coluna {2}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{0}, mean over {1} pixels around row {2}, column {3}</source>
        <translation>{0}, média de {1} pixels em torno da linha {2}, coluna {3}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>area {0}–{1}</source>
        <translation>área {0}–{1}</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{0} to train</source>
        <translation>{0} para treino</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{0} to test</source>
        <translation>{0} para teste</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>{0} to validation</source>
        <translation>{0} para validação</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>flips</source>
        <translation>espelhamento</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>flip</source>
        <translation>espelhamento</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>turns</source>
        <translation>rotação</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>turn</source>
        <translation>rotação</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>max</source>
        <translation>máximo</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>min</source>
        <translation>mínimo</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>saliency maps</source>
        <translation>mapas de saliência</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>masks</source>
        <translation>máscaras</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>activation maps</source>
        <translation>mapas de ativação</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>table of objects</source>
        <translation>tabela de objetos</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>table of images</source>
        <translation>tabela de imagens</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>overlay pictures</source>
        <translation>imagens com sobreposição</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>heat maps</source>
        <translation>mapas de calor</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>instance labels</source>
        <translation>rótulos de instâncias</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>outlines for QuPath</source>
        <translation>contornos para o QuPath</translation>
    </message>
    <message>
        <location filename="by hand"/>
        <source>outlines for ImageJ</source>
        <translation>contornos para o ImageJ</translation>
    </message>
    <message>
        <location filename="demo/folder.py"/>
        <source>{0}: the folder is not empty and holds no earlier demo; choose another with --out</source>
        <translation>{0}: a pasta não está vazia e não contém uma demonstração anterior; escolha outra com --out</translation>
    </message>
    <message>
        <location filename="demo/folder.py"/>
        <source>{0}: changed since the demo wrote it, and would be replaced; move it away, or choose another folder with --out</source>
        <translation>{0}: mudou desde que a demonstração o gravou e seria substituído; mova-o ou escolha outra pasta com --out</translation>
    </message>
    <message>
        <location filename="demo/material.py"/>
        <source>{0}: the demo&apos;s markers (assets/demo) are missing from this installation; install flimbuilder again</source>
        <translation>{0}: os marcadores da demonstração (assets/demo) faltam nesta instalação; instale o flimbuilder de novo</translation>
    </message>
    <message>
        <location filename="demo/material.py"/>
        <source>{0}: the demo&apos;s documents are missing; install flimbuilder again</source>
        <translation>{0}: faltam os documentos da demonstração; instale o flimbuilder de novo</translation>
    </message>
    <message>
        <location filename="demo/material.py"/>
        <source>{0}: scikit-image&apos;s picture is missing; install scikit-image again</source>
        <translation>{0}: falta a imagem do scikit-image; instale o scikit-image de novo</translation>
    </message>
    <message>
        <location filename="demo/material.py"/>
        <source>{0}: not the picture that the demo&apos;s markers were drawn on (SHA-256 {1}..., expected {2}...); install scikit-image again</source>
        <translation>{0}: não é a imagem em que os marcadores da demonstração foram desenhados (SHA-256 {1}..., esperado {2}...); instale o scikit-image de novo</translation>
    </message>
    <message>
        <location filename="demo/project.py"/>
        <location filename="demo/run.py"/>
        <source>cutting the picture</source>
        <translation>recortando a imagem</translation>
    </message>
    <message>
        <location filename="demo/project.py"/>
        <source>making the project</source>
        <translation>fazendo o projeto</translation>
    </message>
    <message>
        <location filename="demo/project.py"/>
        <source>the demo has no picture {0}; choose from {1}</source>
        <translation>a demonstração não tem a imagem {0}; escolha entre {1}</translation>
    </message>
    <message>
        <location filename="demo/project.py"/>
        <source>{0}: exists already; choose a new folder for the demo</source>
        <translation>{0}: já existe; escolha uma pasta nova para a demonstração</translation>
    </message>
    <message>
        <location filename="demo/proofs.py"/>
        <source>{0}: the rebuild in another process failed: {1}</source>
        <translation>{0}: a reconstrução em outro processo falhou: {1}</translation>
    </message>
    <message>
        <location filename="demo/proofs.py"/>
        <source>{0}: the rebuild in another process gave another model, with fingerprint {1} and a largest difference of {2}</source>
        <translation>{0}: a reconstrução em outro processo deu outro modelo, com impressão digital {1} e diferença máxima de {2}</translation>
    </message>
    <message>
        <location filename="demo/proofs.py"/>
        <source>{0}: encoder.py differs from flimbuilder by {1}; the limit is {2}</source>
        <translation>{0}: encoder.py difere do flimbuilder em {1}; o limite é {2}</translation>
    </message>
    <message>
        <location filename="demo/proofs.py"/>
        <source>{0}: encoder.py fails without flimbuilder: {1}</source>
        <translation>{0}: encoder.py falha sem o flimbuilder: {1}</translation>
    </message>
    <message>
        <location filename="demo/proofs.py"/>
        <source>no output</source>
        <translation>nenhuma saída</translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>Otsu&apos;s threshold</source>
        <translation>limiar de Otsu</translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>{0} markers: {1}</source>
        <translation>{0} marcadores: {1}</translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>mean of training</source>
        <translation>média de treino</translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>mean of test</source>
        <translation>média de teste</translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <location filename="project/change_text.py"/>
        <source>{0} of {1}</source>
        <translation>{0} de {1}</translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>{0}, marker {1}, pixel {2}</source>
        <translation>{0}, marcador {1}, pixel {2}</translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>{0} {1} × {2}, stride {3}</source>
        <translation>{0} {1} × {2}, passo {3}</translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>the threshold {0}</source>
        <translation>o limiar {0}</translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>same to {0}</source>
        <translation>igual a menos de {0}</translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>mask and reference, Dice {0}</source>
        <translation>máscara e referência, Dice {0}</translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>{0} mean</source>
        <translation>média de {0}</translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>markers, on {0} of the training pixels</source>
        <translation>marcadores, em {0} dos pixels de treino</translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>kernels in {0} blocks</source>
        <translation>kernels em {0} blocos</translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>weights and biases, {0} KB</source>
        <translation>pesos e vieses, {0} KB</translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>pixels high and wide: the receptive field</source>
        <translation>pixels de altura e largura: o campo receptivo</translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>to learn, on this machine</source>
        <translation>para aprender, nesta máquina</translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>Dice on the test pieces</source>
        <translation>Dice nas peças de teste</translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>block {0}, activation map {1}, {2}</source>
        <translation>bloco {0}, mapa de ativação {1}, {2}</translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>kernel {0}, {1}</source>
        <translation>kernel {0}, {1}</translation>
    </message>
    <message>
        <location filename="demo/report.py"/>
        <source>surroundings of the patch at {0}</source>
        <translation>vizinhança do patch em {0}</translation>
    </message>
    <message>
        <location filename="demo/results.py"/>
        <source>report: {0}</source>
        <translation>relatório: {0}</translation>
    </message>
    <message>
        <location filename="demo/run.py"/>
        <source>rebuilding in another process</source>
        <translation>reconstruindo em outro processo</translation>
    </message>
    <message>
        <location filename="demo/run.py"/>
        <source>running without flimbuilder</source>
        <translation>executando sem o flimbuilder</translation>
    </message>
    <message>
        <location filename="demo/run.py"/>
        <source>writing the report</source>
        <translation>gravando o relatório</translation>
    </message>
    <message>
        <location filename="demo/run_standalone.py"/>
        <source>flimbuilder is blocked: an exported encoder must not need it</source>
        <translation>o flimbuilder está bloqueado: um codificador exportado não pode precisar dele</translation>
    </message>
    <message>
        <location filename="demo/tutorial.py"/>
        <source>{0}: not an image of the tutorial; move it away</source>
        <translation>{0}: não é uma imagem do tutorial; mova-a para outro lugar</translation>
    </message>
    <message>
        <location filename="errors.py"/>
        <source> and {0} more</source>
        <translation> e mais {0}</translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>the shares of classes in the kernels are lost</source>
        <translation>as frações das classes nos kernels são perdidas</translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>its augmentation of patches is lost</source>
        <translation>seu aumento de patches é perdido</translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>the first blocks will be learned: that they are those of another model is lost</source>
        <translation>os primeiros blocos serão aprendidos: perde-se o fato de que são os de outro modelo</translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>the file does not say how images are standardised; default: {0}</source>
        <translation>o arquivo não diz como as imagens são padronizadas; padrão: {0}</translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>the file lacks settings for estimating kernels; defaults: representative {0}, reduction {1}, normalisation {2}</source>
        <translation>o arquivo não tem configurações para estimar os kernels; padrões: representante {0}, redução {1}, normalização {2}</translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>apply_intrinsic_atrous is ignored: it only affects learning</source>
        <translation>apply_intrinsic_atrous é ignorado: só afeta o aprendizado</translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>block {0}: </source>
        <translation>bloco {0}: </translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>is nested too deeply; an architecture file has at most four levels</source>
        <translation>está aninhado demais; um arquivo de arquitetura tem no máximo quatro níveis</translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>line {0}, column {1}</source>
        <translation>linha {0}, coluna {1}</translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>must be three whole numbers [side, side, 0]</source>
        <translation>devem ser três números inteiros [lado, lado, 0]</translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>is not square; use [{0}, the same, 0]</source>
        <translation>não é quadrado; use [{0}, o mesmo, 0]</translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>has three dimensions, but images have two; set the third entry to 0</source>
        <translation>tem três dimensões, mas as imagens têm duas; ponha 0 na terceira posição</translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>is not an architecture, which is a JSON object with nlayers, stdev_factor and layers (given: {0})</source>
        <translation>não é uma arquitetura, que é um objeto JSON com nlayers, stdev_factor e layers (informado: {0})</translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>apply_intrinsic_atrous: true is not supported; set it to false to build with the dilation rates of the file</source>
        <translation>apply_intrinsic_atrous: true não é aceito; mude para false para construir com as taxas de dilatação do arquivo</translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>ignored keys: {0}</source>
        <translation>chaves ignoradas: {0}</translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>has layer{0} but no {1}, as files of older programs; add {2}</source>
        <translation>tem layer{0} mas não {1}, como arquivos de programas mais antigos; acrescente {2}</translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>is an architecture of the Python package flim, a list of operations, which is not supported; write each conv2d with its relu and pooling as a layer of an arch.json</source>
        <translation>é uma arquitetura do pacote Python flim, uma lista de operações, que não é aceita; escreva cada conv2d com seu relu e pooling como uma camada de um arch.json</translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>is a {0} of flimbuilder, not an architecture; write its architecture with &apos;flimbuilder export {1} arch.json --to arch-json&apos;</source>
        <translation>é {0} do flimbuilder, não uma arquitetura; grave sua arquitetura com &apos;flimbuilder export {1} arch.json --to arch-json&apos;</translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>has no &apos;nlayers&apos; (required in an arch.json of FLIM-Builder, libift and pyflim) and no &apos;blocks&apos; (in flimbuilder&apos;s own file), so it is not an architecture</source>
        <translation>não tem &apos;nlayers&apos; (obrigatório em um arch.json do FLIM-Builder, libift e pyflim) nem &apos;blocks&apos; (do arquivo do próprio flimbuilder), então não é uma arquitetura</translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>nlayers: {0}, but there is {1} layer{2}; make the two agree</source>
        <translation>nlayers: {0}, mas há {1} camada{2}; faça os dois coincidirem</translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>is not JSON: {0}: {1}</source>
        <translation>não é JSON: {0}: {1}</translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <location filename="exchange/labelme.py"/>
        <source>is not JSON: {0}</source>
        <translation>não é JSON: {0}</translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>{0}{1} {2} is lost: it will read back as {3}</source>
        <translation>{0}{1} {2} é perdido: será lido de volta como {3}</translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>layer{0}.pooling.type: libift ignores &apos;min_pool&apos;; use &apos;no_pool&apos;, &apos;max_pool&apos; or &apos;avg_pool&apos;</source>
        <translation>layer{0}.pooling.type: a libift ignora &apos;min_pool&apos;; use &apos;no_pool&apos;, &apos;max_pool&apos; ou &apos;avg_pool&apos;</translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source>layer{0}: pooling of size {1} becomes {2} x {3}, as in libift</source>
        <translation>layer{0}: pooling de tamanho {1} passa a {2} x {3}, como na libift</translation>
    </message>
    <message>
        <location filename="exchange/arch_json.py"/>
        <source> and no </source>
        <translation> e nenhum </translation>
    </message>
    <message>
        <location filename="exchange/bioimageio.py"/>
        <source>Adaptive, whole image: the decoder scales every map by its maximum over the image and decides on statistics of the whole image. Give it whole images: tiles change the result.</source>
        <translation>Adaptativo, imagem inteira: o decodificador escala cada mapa pelo seu máximo na imagem e decide por estatísticas da imagem inteira. Dê a ele imagens inteiras: ladrilhos mudam o resultado.</translation>
    </message>
    <message>
        <location filename="exchange/bioimageio.py"/>
        <source>Absolute, whole image: saliency is a probability that is not scaled by any maximum, so that an image without objects may have none. Give it whole images: tiles change the result.</source>
        <translation>Absoluto, imagem inteira: a saliência é uma probabilidade que não é escalada por nenhum máximo, então uma imagem sem objetos pode não ter nenhuma. Dê a ele imagens inteiras: ladrilhos mudam o resultado.</translation>
    </message>
    <message>
        <location filename="exchange/bioimageio.py"/>
        <source>Absolute, whole image: saliency is relative to its level at the object markers of the training images, so that an image without objects may have none. Give it whole images: tiles change the result.</source>
        <translation>Absoluto, imagem inteira: a saliência é relativa ao seu nível nos marcadores de objeto das imagens de treino, então uma imagem sem objetos pode não ter nenhuma. Dê a ele imagens inteiras: ladrilhos mudam o resultado.</translation>
    </message>
    <message>
        <location filename="exchange/bioimageio.py"/>
        <source>test image: {0}; the test of bioimageio.core passed for both weights</source>
        <translation>imagem de teste: {0}; o teste do bioimageio.core passou para os dois formatos de pesos</translation>
    </message>
    <message>
        <location filename="exchange/bioimageio.py"/>
        <source>licence and author are flimbuilder&apos;s; replace them before you publish the package</source>
        <translation>licença e autor são os do flimbuilder; substitua-os antes de publicar o pacote</translation>
    </message>
    <message>
        <location filename="exchange/bioimageio.py"/>
        <source>scikit-image&apos;s images</source>
        <translation>imagens do scikit-image</translation>
    </message>
    <message>
        <location filename="exchange/bioimageio.py"/>
        <source>the model finds nothing in {0}, but the test image of a package must have a response; give an image with an object, --image FILE</source>
        <translation>o modelo não encontra nada em {0}, mas a imagem de teste de um pacote deve ter uma resposta; informe uma imagem com um objeto, --image FILE</translation>
    </message>
    <message>
        <location filename="exchange/bioimageio.py"/>
        <source>writing a BioImage.IO package</source>
        <translation>gravar um pacote BioImage.IO</translation>
    </message>
    <message>
        <location filename="exchange/bioimageio.py"/>
        <source>the BioImage.IO package fails its library&apos;s test and was not written: {0}; use --to onnx</source>
        <translation>o pacote BioImage.IO não passa no teste da própria biblioteca e não foi gravado: {0}; use --to onnx</translation>
    </message>
    <message>
        <location filename="exchange/bioimageio.py"/>
        <source>an image of the model&apos;s author</source>
        <translation>uma imagem do autor do modelo</translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>has one column; give two: images and their classes</source>
        <translation>tem uma coluna; informe duas: imagens e suas classes</translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>has no rows below its titles</source>
        <translation>não tem linhas abaixo dos títulos</translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>its first row names the image {0}; put a row of titles above it</source>
        <translation>sua primeira linha cita a imagem {0}; ponha uma linha de títulos acima dela</translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>names none of {0} ({1}, ...); its first name is {2}</source>
        <translation>não cita nenhuma de {0} ({1}, ...); o primeiro nome é {2}</translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>has the columns {0}; give x and y, or row and col</source>
        <translation>tem as colunas {0}; informe x e y, ou row e col</translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>has a centre that is not finite</source>
        <translation>tem um centro que não é finito</translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>is no table of text; save it as CSV</source>
        <translation>não é uma tabela de texto; salve em CSV</translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>is empty; give titles and rows</source>
        <translation>está vazio; informe títulos e linhas</translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>has no column {0}; it has {1}</source>
        <translation>não tem coluna {0}; tem {1}</translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>line {0}: image or class is missing; give NAME,CLASS</source>
        <translation>linha {0}: falta a imagem ou a classe; informe NAME,CLASS</translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>line {0}: {1} is given twice</source>
        <translation>linha {0}: {1} aparece duas vezes</translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>line {0}: the class has more than {1} characters; shorten it</source>
        <translation>linha {0}: a classe tem mais de {1} caracteres; encurte-a</translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>{0} may be {1}; give the name with its suffix</source>
        <translation>{0} pode ser {1}; informe o nome com o sufixo</translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>{0} and {1} are one image</source>
        <translation>{0} e {1} são a mesma imagem</translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>can&apos;t be read: {0}</source>
        <translation>não pode ser lido: {0}</translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>is no text in UTF-8; save it as CSV</source>
        <translation>não é texto em UTF-8; salve em CSV</translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>can&apos;t be read: {0}; save it as CSV</source>
        <translation>não pode ser lido: {0}; salve em CSV</translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>line {0}: its group is missing</source>
        <translation>linha {0}: falta o grupo</translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <location filename="exchange/marker_files.py"/>
        <location filename="gui/commands/project.py"/>
        <location filename="gui/dialogs/class_name.py"/>
        <location filename="gui/dialogs/intensity_window.py"/>
        <location filename="gui/dialogs/predict.py"/>
        <location filename="gui/dialogs/prediction.py"/>
        <location filename="gui/dialogs/stack.py"/>
        <location filename="gui/dialogs/survey_line.py"/>
        <location filename="gui/panels/builds/model.py"/>
        <location filename="gui/panels/finetuning/panel.py"/>
        <location filename="gui/panels/identification/confusion.py"/>
        <location filename="gui/panels/identification/panel.py"/>
        <location filename="gui/panels/images/commands.py"/>
        <location filename="gui/panels/images/panel.py"/>
        <location filename="gui/panels/likes/panel.py"/>
        <location filename="gui/panels/maps/panel.py"/>
        <location filename="gui/panels/plots/areas_chart.py"/>
        <location filename="gui/panels/plots/curves_chart.py"/>
        <location filename="gui/panels/plots/detection_charts.py"/>
        <location filename="gui/panels/results/model.py"/>
        <location filename="gui/widgets/preview_line.py"/>
        <location filename="project/change_text.py"/>
        <location filename="session/image_labels.py"/>
        <location filename="session/images.py"/>
        <location filename="session/prediction.py"/>
        <location filename="session/result_tables.py"/>
        <location filename="tasks/identification/classifier.py"/>
        <location filename="tasks/identification/validation.py"/>
        <location filename="workflow/evaluation/evaluate.py"/>
        <location filename="workflow/finetuning/finetune.py"/>
        <location filename="workflow/finetuning/training_samples.py"/>
        <location filename="workflow/identification/classed_images.py"/>
        <location filename="workflow/identification/image_classes.py"/>
        <location filename="workflow/predict.py"/>
        <location filename="workflow/suggest.py"/>
        <source>{n} image</source>
        <translation>{n} imagem</translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <location filename="exchange/marker_files.py"/>
        <location filename="gui/commands/project.py"/>
        <location filename="gui/dialogs/class_name.py"/>
        <location filename="gui/dialogs/intensity_window.py"/>
        <location filename="gui/dialogs/predict.py"/>
        <location filename="gui/dialogs/prediction.py"/>
        <location filename="gui/dialogs/stack.py"/>
        <location filename="gui/dialogs/survey_line.py"/>
        <location filename="gui/panels/builds/model.py"/>
        <location filename="gui/panels/finetuning/panel.py"/>
        <location filename="gui/panels/identification/confusion.py"/>
        <location filename="gui/panels/identification/panel.py"/>
        <location filename="gui/panels/images/commands.py"/>
        <location filename="gui/panels/images/panel.py"/>
        <location filename="gui/panels/likes/panel.py"/>
        <location filename="gui/panels/maps/panel.py"/>
        <location filename="gui/panels/plots/areas_chart.py"/>
        <location filename="gui/panels/plots/curves_chart.py"/>
        <location filename="gui/panels/plots/detection_charts.py"/>
        <location filename="gui/panels/results/model.py"/>
        <location filename="gui/widgets/preview_line.py"/>
        <location filename="project/change_text.py"/>
        <location filename="session/image_labels.py"/>
        <location filename="session/images.py"/>
        <location filename="session/prediction.py"/>
        <location filename="session/result_tables.py"/>
        <location filename="tasks/identification/classifier.py"/>
        <location filename="tasks/identification/validation.py"/>
        <location filename="workflow/evaluation/evaluate.py"/>
        <location filename="workflow/finetuning/finetune.py"/>
        <location filename="workflow/finetuning/training_samples.py"/>
        <location filename="workflow/identification/classed_images.py"/>
        <location filename="workflow/identification/image_classes.py"/>
        <location filename="workflow/predict.py"/>
        <location filename="workflow/suggest.py"/>
        <source>{n} images</source>
        <translation>{n} imagens</translation>
    </message>
    <message>
        <location filename="exchange/class_tables.py"/>
        <source>line {0}: {1} is no centre</source>
        <translation>linha {0}: {1} não é um centro</translation>
    </message>
    <message>
        <location filename="exchange/companions.py"/>
        <source>radius {0}: give a number of pixels from 0 to {1}</source>
        <translation>raio {0}: informe um número de pixels de 0 a {1}</translation>
    </message>
    <message>
        <location filename="exchange/files.py"/>
        <source>byte 0x{0} at offset {1}</source>
        <translation>byte 0x{0} na posição {1}</translation>
    </message>
    <message>
        <location filename="exchange/files.py"/>
        <source>{0} is not {1}; save the file as UTF-8 text</source>
        <translation>{0} não é {1}; salve o arquivo como texto UTF-8</translation>
    </message>
    <message>
        <location filename="exchange/files.py"/>
        <location filename="gui/keymap.py"/>
        <location filename="project/files.py"/>
        <location filename="project/stores.py"/>
        <location filename="workflow/resuming.py"/>
        <source>can&apos;t read {0}: {1}</source>
        <translation>não é possível ler {0}: {1}</translation>
    </message>
    <message>
        <location filename="exchange/files.py"/>
        <source>has {0} bytes; at most {1}</source>
        <translation>tem {0} bytes; no máximo {1}</translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <source>is not a folder; give the folder with the model&apos;s files</source>
        <translation>não é uma pasta; informe a pasta com os arquivos do modelo</translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <source>{0}: describes {1} blocks, but {2} has {3}; export the model again</source>
        <translation>{0}: descreve {1} blocos, mas {2} tem {3}; exporte o modelo de novo</translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <source>has no {0}; name the architecture file with --architecture</source>
        <translation>não tem {0}; indique o arquivo da arquitetura com --architecture</translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <location filename="imaging/read.py"/>
        <source>cannot be listed: {0}</source>
        <translation>não é possível listar a pasta: {0}</translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <source>layer{0}: {1} asks for {2} kernels; the folder has {3}, which are used</source>
        <translation>layer{0}: {1} pede {2} kernels; a pasta tem {3}, que são usados</translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <source>has a standard deviation that is not above 0</source>
        <translation>tem um desvio padrão que não está acima de 0</translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <source>version {0}.{1} instead of 1.0</source>
        <translation>versão {0}.{1} em vez de 1.0</translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <source>begins with {0}, but must begin with {1}, the number of kernels of the block</source>
        <translation>começa com {0}, mas deve começar com {1}, o número de kernels do bloco</translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <source>has {0} numbers instead of {1}; get a complete copy</source>
        <translation>tem {0} números em vez de {1}; obtenha uma cópia completa</translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <source>contains NaN or infinite values; the model is damaged</source>
        <translation>contém valores NaN ou infinitos; o modelo está danificado</translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <source>is a file; give a folder to write the model to</source>
        <translation>é um arquivo; informe uma pasta em que gravar o modelo</translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <source>is not an export of flimbuilder (it holds {0}) and is left unchanged; give a new folder</source>
        <translation>não é uma exportação do flimbuilder (contém {0}) e fica como está; informe uma pasta nova</translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <source>label {0} is not a whole number from 0 to {1}</source>
        <translation>o rótulo {0} não é um número inteiro de 0 a {1}</translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <source>holds {0}, not float32; convert it</source>
        <translation>contém {0}, não float32; converta</translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <source>has shape {0}, but the architecture needs ({1}, kernels); does the architecture file belong to this model?</source>
        <translation>tem o formato {0}, mas a arquitetura precisa de ({1}, kernels); o arquivo da arquitetura é deste modelo?</translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <source>holds {0} bytes of numbers, but shape {1} needs {2}; get a complete copy</source>
        <translation>contém {0} bytes de números, mas o formato {1} precisa de {2}; obtenha uma cópia completa</translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <source>is not an NPY file ({0})</source>
        <translation>não é um arquivo NPY ({0})</translation>
    </message>
    <message>
        <location filename="exchange/flim_folder.py"/>
        <location filename="project/values.py"/>
        <source>{0} is not a number</source>
        <translation>{0} não é um número</translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>the central tap comes first; load the folder with its bias (libift: USE_BIAS, pyflim: use_bias=True)</source>
        <translation>o coeficiente central vem primeiro; carregue a pasta com seu viés (libift: USE_BIAS, pyflim: use_bias=True)</translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>the files do not record that the input is {0}; give these programs the same input</source>
        <translation>os arquivos não registram que a entrada é {0}; dê a mesma entrada a esses programas</translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>not kept: decoder, delineation, provenance of the kernels</source>
        <translation>não mantidos: decodificador, delineamento, proveniência dos kernels</translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>input guessed from the channels of block 1: {0}; set it with --input</source>
        <translation>entrada deduzida dos canais do bloco 1: {0}; defina-a com --input</translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>{0} {1}: choose from {2}</source>
        <translation>{0} {1}: escolha entre {2}</translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>{0}: block 1 reads {1} channels, and the input is guessed for 1 and 3 only; give --input rgb to use the channels as they are</source>
        <translation>{0}: o bloco 1 lê {1} canais, e a entrada só é deduzida para 1 e 3; informe --input rgb para usar os canais como estão</translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>--input {0}: gives block 1 {1} channels, but the kernels in {2} read {3}; choose another input</source>
        <translation>--input {0}: dá ao bloco 1 {1} canais, mas os kernels em {2} leem {3}; escolha outra entrada</translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>--border mean: a block has no convL-mean.txt; choose zero or reflect</source>
        <translation>--border mean: um bloco não tem convL-mean.txt; escolha zero ou reflect</translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>FLIM-Builder, libift and pyflim do not standardise images, as this model does ({0}); export to another format, or build it with --standardise none</source>
        <translation>FLIM-Builder, libift e pyflim não padronizam imagens, como este modelo faz ({0}); exporte para outro formato ou construa-o com --standardise none</translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>the U-shaped decoder has no place in these files, only the trained blocks; onnx and pt2 keep it</source>
        <translation>o decodificador em U não tem lugar nestes arquivos, só os blocos treinados; onnx e pt2 o mantêm</translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>the weights of decoder {0} have no place in these files: these programs decode by rules of their own; onnx and pt2 keep it</source>
        <translation>os pesos do decodificador {0} não têm lugar nestes arquivos: esses programas decodificam por regras próprias; onnx e pt2 os mantêm</translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>tap order guessed: {0}; neighbouring taps correlate more in this order in {1} of {2} blocks; set it with --taps</source>
        <translation>ordem dos coeficientes deduzida: {0}; coeficientes vizinhos se correlacionam mais nesta ordem em {1} de {2} blocos; defina-a com --taps</translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>{0}: flimbuilder.json records images of {1} channels, but block 1 reads {2}; export the model again</source>
        <translation>{0}: flimbuilder.json registra imagens de {1} canais, mas o bloco 1 lê {2}; exporte o modelo de novo</translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>leaky activation</source>
        <translation>ativação leaky</translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>minimum pooling</source>
        <translation>pooling de mínimo</translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>block {0}: these programs include zeros in averages at the border; maps differ within {1} pixels of it</source>
        <translation>bloco {0}: esses programas incluem zeros nas médias na borda; os mapas diferem a até {1} pixels dela</translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>block {0}: libift enlarges the pooling window from {1} to {2} pixels</source>
        <translation>bloco {0}: a libift amplia a janela de pooling de {1} para {2} pixels</translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>block {0}: libift adds no bias without an activation</source>
        <translation>bloco {0}: a libift não soma viés sem uma ativação</translation>
    </message>
    <message>
        <location filename="exchange/foreign_models.py"/>
        <source>block {0}: FLIM-Builder, libift and pyflim have no {1}; export to another format</source>
        <translation>bloco {0}: FLIM-Builder, libift e pyflim não têm {1}; exporte para outro formato</translation>
    </message>
    <message>
        <location filename="exchange/geojson.py"/>
        <location filename="exchange/tissue_files.py"/>
        <source>Polygon</source>
        <translation>Polígono</translation>
    </message>
    <message>
        <location filename="exchange/imagej_rois.py"/>
        <source>writing ImageJ ROIs</source>
        <translation>gravar ROIs do ImageJ</translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>has no shapes, so it is not a labelme file</source>
        <translation>não tem shapes, então não é um arquivo do labelme</translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>is not a labelme file: it holds no object</source>
        <translation>não é um arquivo do labelme: não contém um objeto</translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>is a COCO file, not one of labelme</source>
        <translation>é um arquivo COCO, não do labelme</translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>is a GeoJSON file, not one of labelme</source>
        <translation>é um arquivo GeoJSON, não do labelme</translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>is a file of VIA, not of labelme</source>
        <translation>é um arquivo do VIA, não do labelme</translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>{0} outside the image ignored</source>
        <translation>fora da imagem, ignorado: {0}</translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>is larger than {0} bytes; save it without the image</source>
        <translation>tem mais de {0} bytes; salve sem a imagem</translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>bytes without the image</source>
        <translation>bytes sem a imagem</translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>points and other lists</source>
        <translation>pontos e outras listas</translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>{0}; leave it out, or convert it to labelme</source>
        <translation>{0}; omita-o ou converta para labelme</translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>is for an image named &apos;{0}&apos;</source>
        <translation>é de uma imagem chamada &apos;{0}&apos;</translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>unsupported shapes ignored: {0}</source>
        <translation>formas não aceitas, ignoradas: {0}</translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>{0} with too few points ignored (shapes.{1} is a {2} of {3})</source>
        <translation>com pontos de menos, ignorado: {0} (shapes.{1}: {2} com {3})</translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>the third coordinate of points ignored</source>
        <translation>a terceira coordenada dos pontos foi ignorada</translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>points and lines have no radius; {0} pixels assumed</source>
        <translation>pontos e linhas não têm raio; assumidos {0} pixels</translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>groups, flags and descriptions ignored</source>
        <translation>grupos, flags e descrições ignorados</translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>label &apos;{0}&apos; needs one class too many: a project has at most {1}; use fewer labels</source>
        <translation>o rótulo &apos;{0}&apos; exige uma classe a mais: um projeto tem no máximo {1}; use menos rótulos</translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>its outlines cover {0} pixels and crossings; at most {1}: draw fewer of them</source>
        <translation>seus contornos cobrem {0} pixels e cruzamentos; no máximo {1}: desenhe menos deles</translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>has {0} {1}; at most {2}: split it</source>
        <translation>tem {0} {1}; no máximo {2}: divida-o</translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <location filename="exchange/tissue_files.py"/>
        <source>is nested too deeply</source>
        <translation>está aninhado demais</translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>{0} is {1}, but the image is {2} x {3} pixels (height x width); use the image that was annotated</source>
        <translation>{0} é {1}, mas a imagem tem {2} x {3} pixels (altura x largura); use a imagem que foi anotada</translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>shapes.{0}: {1}</source>
        <translation>shapes.{0}: {1}</translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>{0} taken as class &apos;{1}&apos;</source>
        <translation>{0} tomado como classe &apos;{1}&apos;</translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>{n} shape</source>
        <translation>{n} forma</translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>{n} shapes</source>
        <translation>{n} formas</translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <source>has key &apos;{0}&apos; twice with different values; remove one</source>
        <translation>tem a chave &apos;{0}&apos; duas vezes com valores diferentes; remova uma</translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <location filename="exchange/labelme_shapes.py"/>
        <source>{n} point</source>
        <translation>{n} ponto</translation>
    </message>
    <message>
        <location filename="exchange/labelme.py"/>
        <location filename="exchange/labelme_shapes.py"/>
        <source>{n} points</source>
        <translation>{n} pontos</translation>
    </message>
    <message>
        <location filename="exchange/labelme_shapes.py"/>
        <source>the label is empty; give the name of a class</source>
        <translation>o rótulo está vazio; informe o nome de uma classe</translation>
    </message>
    <message>
        <location filename="exchange/labelme_shapes.py"/>
        <source>the mask has shape {0} on an image of shape {1}; it must have one channel and fit into the image</source>
        <translation>a máscara tem o formato {0} em uma imagem de formato {1}; ela deve ter um canal e caber na imagem</translation>
    </message>
    <message>
        <location filename="exchange/labelme_shapes.py"/>
        <location filename="project/change_text.py"/>
        <location filename="session/exports.py"/>
        <source>{0} to {1}</source>
        <translation>{0} a {1}</translation>
    </message>
    <message>
        <location filename="exchange/labelme_shapes.py"/>
        <source>a {0} of {1}; it needs {2}</source>
        <translation>{0} com {1}; o necessário é {2}</translation>
    </message>
    <message>
        <location filename="exchange/labelme_shapes.py"/>
        <source>turned with its image: {0}</source>
        <translation>girado com sua imagem: {0}</translation>
    </message>
    <message>
        <location filename="exchange/labelme_shapes.py"/>
        <source>the mask {0}</source>
        <translation>a máscara {0}</translation>
    </message>
    <message>
        <location filename="exchange/labelme_shapes.py"/>
        <source>the mask is not base64 text; save the file again</source>
        <translation>a máscara não é texto base64; salve o arquivo de novo</translation>
    </message>
    <message>
        <location filename="exchange/marker_files.py"/>
        <source>{0}: no image has markers, so there is nothing to export</source>
        <translation>{0}: nenhuma imagem tem marcadores, então não há o que exportar</translation>
    </message>
    <message>
        <location filename="exchange/marker_files.py"/>
        <source>lost in this format: {0}</source>
        <translation>perdido neste formato: {0}</translation>
    </message>
    <message>
        <location filename="exchange/marker_files.py"/>
        <source>the shape of {0} (kept as pixels)</source>
        <translation>a forma de {0} (mantida como pixels)</translation>
    </message>
    <message>
        <location filename="exchange/marker_files.py"/>
        <source>{0} (already applied)</source>
        <translation>{0} (já aplicado)</translation>
    </message>
    <message>
        <location filename="exchange/marker_files.py"/>
        <source>the use of {0}</source>
        <translation>o uso de {0}</translation>
    </message>
    <message>
        <location filename="exchange/marker_files.py"/>
        <source>the name {0} of several classes (their ids are appended)</source>
        <translation>o nome {0} de várias classes (os ids são acrescentados)</translation>
    </message>
    <message>
        <location filename="exchange/marker_files.py"/>
        <source>pixels beyond the border of {0}</source>
        <translation>pixels além da borda de {0}</translation>
    </message>
    <message>
        <location filename="exchange/marker_files.py"/>
        <source>has no marker file; supported are NAME-seeds.txt, label images, and NAME.json of labelme</source>
        <translation>não tem arquivo de marcadores; são aceitos NAME-seeds.txt, imagens de rótulos e NAME.json do labelme</translation>
    </message>
    <message>
        <location filename="exchange/marker_files.py"/>
        <source>has the values 0 and 255, so it is a mask and not a marker image (0 unmarked, else class + 1); import it as a mask, or give --values 255=CLASS</source>
        <translation>tem os valores 0 e 255, então é uma máscara e não uma imagem de marcadores (0 sem marca, senão classe + 1); importe-o como máscara ou informe --values 255=CLASS</translation>
    </message>
    <message>
        <location filename="exchange/marker_files.py"/>
        <location filename="gui/panels/classes/model.py"/>
        <location filename="gui/panels/classes/panel.py"/>
        <location filename="gui/panels/markers/panel.py"/>
        <location filename="session/drawing.py"/>
        <source>{n} marker</source>
        <translation>{n} marcador</translation>
    </message>
    <message>
        <location filename="exchange/marker_files.py"/>
        <location filename="gui/panels/classes/model.py"/>
        <location filename="gui/panels/classes/panel.py"/>
        <location filename="gui/panels/markers/panel.py"/>
        <location filename="session/drawing.py"/>
        <source>{n} markers</source>
        <translation>{n} marcadores</translation>
    </message>
    <message>
        <location filename="exchange/marker_files.py"/>
        <source>{n} eraser</source>
        <translation>{n} borracha</translation>
    </message>
    <message>
        <location filename="exchange/marker_files.py"/>
        <source>{n} erasers</source>
        <translation>{n} borrachas</translation>
    </message>
    <message>
        <location filename="exchange/marker_images.py"/>
        <source>value {0} at row {1}, column {2} of the marker image</source>
        <translation>valor {0} na linha {1}, coluna {2} da imagem de marcadores</translation>
    </message>
    <message>
        <location filename="exchange/marker_images.py"/>
        <source>{0} is not among the label values {1}; give its class ({2}=CLASS), or leave it out ({3}=ignore)</source>
        <translation>{0} não está entre os valores dos rótulos {1}; informe sua classe ({2}=CLASS) ou deixe-o de fora ({3}=ignore)</translation>
    </message>
    <message>
        <location filename="exchange/marker_images.py"/>
        <source>{0} is not 0 (unmarked) or a class + 1, at most {1}; map other values with --values {2}=CLASS,...</source>
        <translation>{0} não é 0 (sem marca) nem uma classe + 1, no máximo {1}; mapeie outros valores com --values {2}=CLASS,...</translation>
    </message>
    <message>
        <location filename="exchange/marker_images.py"/>
        <source>a marker image has one channel of whole numbers, not {0} of shape {1}; save it as an 8-bit grey image</source>
        <translation>uma imagem de marcadores tem um canal de números inteiros, não {0} de formato {1}; salve como imagem em cinza de 8 bits</translation>
    </message>
    <message>
        <location filename="exchange/mimg.py"/>
        <source>contains {0} NaN or infinite values; replace them</source>
        <translation>contém {0} valores NaN ou infinitos; substitua-os</translation>
    </message>
    <message>
        <location filename="exchange/mimg.py"/>
        <source>does not begin with MIG, so it is not a multi-band image</source>
        <translation>não começa com MIG, então não é uma imagem multibanda</translation>
    </message>
    <message>
        <location filename="exchange/mimg.py"/>
        <source>its header must have a line of four sizes and one of three voxel sizes</source>
        <translation>o cabeçalho deve ter uma linha de quatro tamanhos e uma de três tamanhos de voxel</translation>
    </message>
    <message>
        <location filename="exchange/mimg.py"/>
        <source>has {0} slices; only one is supported</source>
        <translation>tem {0} fatias; só uma é aceita</translation>
    </message>
    <message>
        <location filename="exchange/mimg.py"/>
        <source>is empty: {0} x {1} pixels of {2} bands</source>
        <translation>está vazia: {0} x {1} pixels de {2} bandas</translation>
    </message>
    <message>
        <location filename="exchange/mimg.py"/>
        <source>holds {0} bytes of values, but {1} x {2} pixels of {3} bands need {4}; get a complete copy</source>
        <translation>contém {0} bytes de valores, mas {1} x {2} pixels de {3} bandas precisam de {4}; obtenha uma cópia completa</translation>
    </message>
    <message>
        <location filename="exchange/network_export.py"/>
        <source>whole images in [0, 1]: {0}{1}</source>
        <translation>imagens inteiras em [0, 1]: {0}{1}</translation>
    </message>
    <message>
        <location filename="exchange/network_export.py"/>
        <source>saliency equals the model&apos;s to within {0} ({1})</source>
        <translation>a saliência é igual à do modelo a menos de {0} ({1})</translation>
    </message>
    <message>
        <location filename="exchange/network_export.py"/>
        <source>decoders scale by and decide on statistics of the whole image</source>
        <translation>os decodificadores escalam e decidem por estatísticas da imagem inteira</translation>
    </message>
    <message>
        <location filename="exchange/network_export.py"/>
        <source>saliency is a probability that is not scaled by any maximum</source>
        <translation>a saliência é uma probabilidade que não é escalada por nenhum máximo</translation>
    </message>
    <message>
        <location filename="exchange/network_export.py"/>
        <source>on whole images: {0}</source>
        <translation>em imagens inteiras: {0}</translation>
    </message>
    <message>
        <location filename="exchange/network_export.py"/>
        <source>8 bit divided by 255, 16 bit by 65535, never by the image&apos;s own maximum</source>
        <translation>8 bits divididos por 255, 16 bits por 65535, nunca pelo máximo da própria imagem</translation>
    </message>
    <message>
        <location filename="exchange/network_export.py"/>
        <source>values of {0} become 0 and of {1} 1, those beyond are clipped</source>
        <translation>valores de {0} passam a 0 e de {1} a 1, os de fora são cortados</translation>
    </message>
    <message>
        <location filename="exchange/network_export.py"/>
        <source>; channels {0} of the file, counted from 0</source>
        <translation>; canais {0} do arquivo, contados a partir de 0</translation>
    </message>
    <message>
        <location filename="exchange/network_export.py"/>
        <source>; over {0} at {1} of {2} pixels, where rounding flips a decision of the decoder</source>
        <translation>; acima de {0} em {1} de {2} pixels, onde o arredondamento inverte uma decisão do decodificador</translation>
    </message>
    <message>
        <location filename="exchange/network_export.py"/>
        <source>saliency is relative to its level at the object markers of the training images</source>
        <translation>a saliência é relativa ao seu nível nos marcadores de objeto das imagens de treino</translation>
    </message>
    <message>
        <location filename="exchange/network_export.py"/>
        <source>the saliency of the file differs from the model&apos;s by up to {0} (at most {1}); nothing was written: use --to model and report this error</source>
        <translation>a saliência do arquivo difere da do modelo em até {0} (no máximo {1}); nada foi gravado: use --to model e relate este erro</translation>
    </message>
    <message>
        <location filename="exchange/network_export.py"/>
        <source>decoder {0}: {1}</source>
        <translation>decodificador {0}: {1}</translation>
    </message>
    <message>
        <location filename="exchange/network_files.py"/>
        <source>writing an ONNX file</source>
        <translation>gravar um arquivo ONNX</translation>
    </message>
    <message>
        <location filename="exchange/network_files.py"/>
        <source>the network has no graph ({0}); export it with --to model, whose encoder.py runs it without a graph, or choose another decoder</source>
        <translation>a rede não tem grafo ({0}); exporte com --to model, cujo encoder.py a executa sem grafo, ou escolha outro decodificador</translation>
    </message>
    <message>
        <location filename="exchange/pairing.py"/>
        <source>{0}: {1} and {2}; rename or remove one</source>
        <translation>{0}: {1} e {2}; renomeie ou remova um</translation>
    </message>
    <message>
        <location filename="exchange/pairing.py"/>
        <source>{0} by &apos;{1}&apos;</source>
        <translation>{0} por &apos;{1}&apos;</translation>
    </message>
    <message>
        <location filename="exchange/pairing.py"/>
        <source>suffix &apos;{0}&apos;: give 1 to {1} characters that follow the name of an image, such as _mask</source>
        <translation>sufixo &apos;{0}&apos;: informe de 1 a {1} caracteres que seguem o nome de uma imagem, como _mask</translation>
    </message>
    <message>
        <location filename="exchange/pairing.py"/>
        <source>suffix &apos;{0}&apos;: leave out &apos;{1}&apos;</source>
        <translation>sufixo &apos;{0}&apos;: omita &apos;{1}&apos;</translation>
    </message>
    <message>
        <location filename="exchange/pairing.py"/>
        <source>suffix &apos;{0}&apos;: pairs no file with an image; check it against the names, or leave it out</source>
        <translation>sufixo &apos;{0}&apos;: não associa nenhum arquivo a uma imagem; confira-o com os nomes ou omita</translation>
    </message>
    <message>
        <location filename="exchange/pairing.py"/>
        <location filename="gui/dialogs/stack.py"/>
        <location filename="session/exports.py"/>
        <source>{n} file</source>
        <translation>{n} arquivo</translation>
    </message>
    <message>
        <location filename="exchange/pairing.py"/>
        <location filename="gui/dialogs/stack.py"/>
        <location filename="session/exports.py"/>
        <source>{n} files</source>
        <translation>{n} arquivos</translation>
    </message>
    <message>
        <location filename="exchange/pairing.py"/>
        <source>paired by a suffix of the name: {0}</source>
        <translation>associados por um sufixo do nome: {0}</translation>
    </message>
    <message>
        <location filename="exchange/pairing.py"/>
        <source>{0} fits two images</source>
        <translation>{0} serve para duas imagens</translation>
    </message>
    <message>
        <location filename="exchange/pairing.py"/>
        <source>{0} has two files</source>
        <translation>{0} tem dois arquivos</translation>
    </message>
    <message>
        <location filename="exchange/reference_images.py"/>
        <source>colonic glands, Center for Microscopy And Molecular Imaging (CMMI)</source>
        <translation>glândulas do cólon, Center for Microscopy And Molecular Imaging (CMMI)</translation>
    </message>
    <message>
        <location filename="exchange/reference_images.py"/>
        <source>a cup of coffee, Rachel Michetti</source>
        <translation>uma xícara de café, Rachel Michetti</translation>
    </message>
    <message>
        <location filename="exchange/reference_images.py"/>
        <source>Eileen Collins, NASA</source>
        <translation>Eileen Collins, NASA</translation>
    </message>
    <message>
        <location filename="exchange/reference_images.py"/>
        <source>a cat, Stefan van der Walt</source>
        <translation>um gato, Stefan van der Walt</translation>
    </message>
    <message>
        <location filename="exchange/reference_images.py"/>
        <source>Greek coins from Pompeii, Brooklyn Museum</source>
        <translation>moedas gregas de Pompeia, Brooklyn Museum</translation>
    </message>
    <message>
        <location filename="exchange/reference_images.py"/>
        <source>a cell in phase contrast, Pablo Herve Cotte and Jakub Czarnecki</source>
        <translation>uma célula em contraste de fase, Pablo Herve Cotte e Jakub Czarnecki</translation>
    </message>
    <message>
        <location filename="exchange/reference_images.py"/>
        <source>a photographer, Lav Varshney</source>
        <translation>um fotógrafo, Lav Varshney</translation>
    </message>
    <message>
        <location filename="exchange/reference_images.py"/>
        <source>surface of the moon, NASA</source>
        <translation>superfície da Lua, NASA</translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>use the image that was marked</source>
        <translation>use a imagem que foi marcada</translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>announces {0} seeds, but {1} follow; write the file again</source>
        <translation>anuncia {0} sementes, mas seguem {1}; grave o arquivo de novo</translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>, or write &apos;{0} {1} {2}&apos; if only this line is wrong</source>
        <translation>, ou escreva &apos;{0} {1} {2}&apos; se só esta linha estiver errada</translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>is for an image of {0} x {1} pixels (width x height), but the image has {2} x {3}; {4}</source>
        <translation>é de uma imagem de {0} x {1} pixels (largura x altura), mas a imagem tem {2} x {3}; {4}</translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>{0} is {1}; it must be 0 to {2}</source>
        <translation>{0} é {1}; deve ser de 0 a {2}</translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>{0} repeated seeds merged</source>
        <translation>{0} sementes repetidas unidas</translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>the last column (handicap) ignored</source>
        <translation>a última coluna (handicap) foi ignorada</translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>line {0}: {1}</source>
        <translation>linha {0}: {1}</translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>must be &apos;N W H&apos; (seeds, width, height), not &apos;{0}&apos;</source>
        <translation>deve ser &apos;N W H&apos; (sementes, largura, altura), não &apos;{0}&apos;</translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>has an image of {0} x {1} pixels; sides are 1 to {2}</source>
        <translation>tem uma imagem de {0} x {1} pixels; os lados vão de 1 a {2}</translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>&apos;{0}&apos; is for a volume of {1} slices; write a file &apos;N W H&apos; for each slice</source>
        <translation>&apos;{0}&apos; é de um volume de {1} fatias; grave um arquivo &apos;N W H&apos; para cada fatia</translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>is not a table of whole numbers</source>
        <translation>não é uma tabela de números inteiros</translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>its labels start at 1; if 1 is the background, use --values {0}{1}</source>
        <translation>seus rótulos começam em 1; se 1 for o fundo, use --values {0}{1}</translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>pixel x {0}, y {1} has label {2}, but {3} in line {4}; remove one of the lines</source>
        <translation>o pixel x {0}, y {1} tem o rótulo {2}, mas {3} na linha {4}; remova uma das linhas</translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>label {0} is not among the label values {1}; give its class ({2}=CLASS), or leave it out ({3}=ignore)</source>
        <translation>o rótulo {0} não está entre os valores dos rótulos {1}; informe sua classe ({2}=CLASS) ou deixe-o de fora ({3}=ignore)</translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>is empty; it must begin with a line &apos;N W H&apos;</source>
        <translation>está vazio; deve começar com uma linha &apos;N W H&apos;</translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>&apos;{0}&apos; is not a whole number</source>
        <translation>&apos;{0}&apos; não é um número inteiro</translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>has {0} numbers; needs {1} ({2}) or {3} (with a handicap)</source>
        <translation>tem {0} números; são necessários {1} ({2}) ou {3} (com handicap)</translation>
    </message>
    <message>
        <location filename="exchange/seeds.py"/>
        <source>has {0} numbers, but the lines before have {1}</source>
        <translation>tem {0} números, mas as linhas anteriores têm {1}</translation>
    </message>
    <message>
        <location filename="exchange/tables.py"/>
        <source>Table</source>
        <translation>Tabela</translation>
    </message>
    <message>
        <location filename="exchange/tables.py"/>
        <source>Excel</source>
        <translation>Excel</translation>
    </message>
    <message>
        <location filename="exchange/tables.py"/>
        <source>Parquet</source>
        <translation>Parquet</translation>
    </message>
    <message>
        <location filename="exchange/tables.py"/>
        <source>writing {0} files</source>
        <translation>gravar arquivos {0}</translation>
    </message>
    <message>
        <location filename="exchange/tables.py"/>
        <source>has {0} rows and an Excel sheet at most {1}; write .csv or .parquet</source>
        <translation>tem {0} linhas, e uma planilha do Excel, no máximo {1}; grave .csv ou .parquet</translation>
    </message>
    <message>
        <location filename="exchange/tables.py"/>
        <source>a table ends in {0} or {1}; choose one</source>
        <translation>o nome de uma tabela termina em {0} ou {1}; escolha um desses</translation>
    </message>
    <message>
        <location filename="exchange/tissue_files.py"/>
        <source>holds no polygon; draw the tissue as areas and export them</source>
        <translation>não contém polígono; desenhe o tecido como áreas e exporte-as</translation>
    </message>
    <message>
        <location filename="exchange/tissue_files.py"/>
        <source>is not GeoJSON of areas ({0}); export the annotations again</source>
        <translation>não é GeoJSON de áreas ({0}); exporte as anotações de novo</translation>
    </message>
    <message>
        <location filename="exchange/tissue_files.py"/>
        <source>{0}: a tissue mask is a .png or .geojson file; change its ending</source>
        <translation>{0}: uma máscara de tecido é um arquivo .png ou .geojson; mude a extensão</translation>
    </message>
    <message>
        <location filename="exchange/tissue_files.py"/>
        <source>{0} x {1} pixels; the image has {2} x {3}, and its tissue mask must have the same shape at any scale</source>
        <translation>{0} x {1} pixels; a imagem tem {2} x {3}, e sua máscara de tecido deve ter a mesma proporção em qualquer escala</translation>
    </message>
    <message>
        <location filename="exchange/tissue_files.py"/>
        <source>a ring has fewer than 3 points, or one beyond 10 million</source>
        <translation>um anel tem menos de 3 pontos, ou um deles além de 10 milhões</translation>
    </message>
    <message>
        <location filename="exchange/tissue_files.py"/>
        <source>Tissue</source>
        <translation>Tecido</translation>
    </message>
    <message>
        <location filename="explain/attributions/attribute.py"/>
        <location filename="session/heat.py"/>
        <source>{0}, block {1}</source>
        <translation>{0}, bloco {1}</translation>
    </message>
    <message>
        <location filename="explain/attributions/attribute.py"/>
        <source>{0} has no setting {1}; it has {2}</source>
        <translation>{0} não tem a configuração {1}; tem {2}</translation>
    </message>
    <message>
        <location filename="explain/attributions/checks.py"/>
        <source>randomising kernels</source>
        <translation>tornando os kernels aleatórios</translation>
    </message>
    <message>
        <location filename="explain/attributions/checks.py"/>
        <source>deleting and inserting</source>
        <translation>apagando e inserindo</translation>
    </message>
    <message>
        <location filename="explain/attributions/checks.py"/>
        <source>curves need squares, steps and random orders of at least 1</source>
        <translation>as curvas precisam de quadrados, passos e ordens aleatórias de pelo menos 1</translation>
    </message>
    <message>
        <location filename="explain/attributions/grad_cam.py"/>
        <location filename="explain/attributions/registry.py"/>
        <source>Grad-CAM</source>
        <translation>Grad-CAM</translation>
    </message>
    <message>
        <location filename="explain/attributions/grad_cam.py"/>
        <source>Grad-CAM of block {0}: the score depends on blocks 1 to {1}; choose one of them</source>
        <translation>Grad-CAM do bloco {0}: o escore depende dos blocos 1 a {1}; escolha um deles</translation>
    </message>
    <message>
        <location filename="explain/attributions/gradients.py"/>
        <source>integrated gradients</source>
        <translation>gradientes integrados</translation>
    </message>
    <message>
        <location filename="explain/attributions/gradients.py"/>
        <source>SmoothGrad with {0} samples and sigma {1}: give at least 1 sample, and a sigma from 0</source>
        <translation>SmoothGrad com {0} amostras e sigma {1}: informe pelo menos 1 amostra e um sigma a partir de 0</translation>
    </message>
    <message>
        <location filename="explain/attributions/gradients.py"/>
        <source>integrated gradients with {0} steps; give at least 1</source>
        <translation>gradientes integrados com {0} passos; informe pelo menos 1</translation>
    </message>
    <message>
        <location filename="explain/attributions/perturbations.py"/>
        <source>occlusion by squares of {0} pixels every {1}: give a side of at least 1 and a stride from 1 to the side</source>
        <translation>oclusão por quadrados de {0} pixels a cada {1}: informe um lado de pelo menos 1 e um passo de 1 até o lado</translation>
    </message>
    <message>
        <location filename="explain/attributions/perturbations.py"/>
        <source>LIME with {0} superpixels, {1} samples, kernel width {2} and ridge {3}: give at least 2, 2, over 0 and at least 0</source>
        <translation>LIME com {0} superpixels, {1} amostras, largura de kernel {2} e ridge {3}: informe pelo menos 2, 2, acima de 0 e pelo menos 0</translation>
    </message>
    <message>
        <location filename="explain/attributions/registry.py"/>
        <source>Held at their values on this image: the statistics that standardise it, the maxima of its maps and sums, and the decoder&apos;s weights. So the score depends on its receptive field alone.</source>
        <translation>Mantidos nos valores que têm nesta imagem: as estatísticas que a padronizam, os máximos dos seus mapas e somas e os pesos do decodificador. Assim, o escore depende só do seu campo receptivo.</translation>
    </message>
    <message>
        <location filename="explain/attributions/registry.py"/>
        <source>Gradient</source>
        <translation>Gradiente</translation>
    </message>
    <message>
        <location filename="explain/attributions/registry.py"/>
        <source>How fast the score changes with the pixel: the largest slope over the channels.</source>
        <translation>Quão rápido o escore muda com o pixel: a maior inclinação entre os canais.</translation>
    </message>
    <message>
        <location filename="explain/attributions/registry.py"/>
        <source>The gradient, averaged over noisy copies of the image.</source>
        <translation>O gradiente, em média sobre cópias da imagem com ruído.</translation>
    </message>
    <message>
        <location filename="explain/attributions/registry.py"/>
        <source>Integrated gradients</source>
        <translation>Gradientes integrados</translation>
    </message>
    <message>
        <location filename="explain/attributions/registry.py"/>
        <source>The pixel&apos;s share of the difference between the score and that of a plain image.</source>
        <translation>A fração do pixel na diferença entre o escore e o de uma imagem lisa.</translation>
    </message>
    <message>
        <location filename="explain/attributions/registry.py"/>
        <source>A block&apos;s maps, summed by how much the score rises with each; only what speaks for it.</source>
        <translation>Os mapas de um bloco, somados pelo quanto o escore sobe com cada um; só o que fala a favor.</translation>
    </message>
    <message>
        <location filename="explain/attributions/registry.py"/>
        <source>Occlusion</source>
        <translation>Oclusão</translation>
    </message>
    <message>
        <location filename="explain/attributions/registry.py"/>
        <source>How much the score falls if a square around the pixel is painted over.</source>
        <translation>Quanto o escore cai se um quadrado em torno do pixel é coberto.</translation>
    </message>
    <message>
        <location filename="explain/attributions/registry.py"/>
        <source>The weight of the pixel&apos;s superpixel in a linear model of the score.</source>
        <translation>O peso do superpixel do pixel em um modelo linear do escore.</translation>
    </message>
    <message>
        <location filename="explain/attributions/registry.py"/>
        <source>Simonyan et al., 2014</source>
        <translation>Simonyan et al., 2014</translation>
    </message>
    <message>
        <location filename="explain/attributions/registry.py"/>
        <source>Smilkov et al., 2017</source>
        <translation>Smilkov et al., 2017</translation>
    </message>
    <message>
        <location filename="explain/attributions/registry.py"/>
        <source>Sundararajan et al., 2017</source>
        <translation>Sundararajan et al., 2017</translation>
    </message>
    <message>
        <location filename="explain/attributions/registry.py"/>
        <source>Selvaraju et al., 2017</source>
        <translation>Selvaraju et al., 2017</translation>
    </message>
    <message>
        <location filename="explain/attributions/registry.py"/>
        <source>Zeiler and Fergus, 2014</source>
        <translation>Zeiler e Fergus, 2014</translation>
    </message>
    <message>
        <location filename="explain/attributions/registry.py"/>
        <source>Ribeiro et al., 2016</source>
        <translation>Ribeiro et al., 2016</translation>
    </message>
    <message>
        <location filename="explain/attributions/registry.py"/>
        <source>there is no attribution {0}; choose from {1}</source>
        <translation>não existe a atribuição {0}; escolha entre {1}</translation>
    </message>
    <message>
        <location filename="explain/attributions/score.py"/>
        <source>quantity {0}: choose from sum, saliency</source>
        <translation>quantidade {0}: escolha entre sum e saliency</translation>
    </message>
    <message>
        <location filename="explain/attributions/score.py"/>
        <source>baseline {0}: choose from mean, zero</source>
        <translation>linha de base {0}: escolha entre mean e zero</translation>
    </message>
    <message>
        <location filename="explain/attributions/targets.py"/>
        <source>pixel ({0}, {1}) belongs to no object of the mask; give a pixel of an object, or explain the pixel alone</source>
        <translation>o pixel ({0}, {1}) não pertence a nenhum objeto da máscara; informe um pixel de um objeto ou explique só o pixel</translation>
    </message>
    <message>
        <location filename="explain/attributions/targets.py"/>
        <source>the object at pixel ({0}, {1}) is too small to count as one</source>
        <translation>o objeto no pixel ({0}, {1}) é pequeno demais para contar como um</translation>
    </message>
    <message>
        <location filename="explain/contributions/decoded_blocks.py"/>
        <source>{0} can&apos;t be explained: its weights do not give its sums; set weighs_pixels and define weights_at and bias_on, or choose another decoder</source>
        <translation>{0} não pode ser explicado: seus pesos não dão suas somas; defina weighs_pixels, weights_at e bias_on, ou escolha outro decodificador</translation>
    </message>
    <message>
        <location filename="explain/contributions/decomposition.py"/>
        <source>the path has no kernel; give at least one (block, channel)</source>
        <translation>o caminho não tem kernel; informe pelo menos um (bloco, canal)</translation>
    </message>
    <message>
        <location filename="explain/contributions/decomposition.py"/>
        <source>the path goes from block {0} to block {1}; each block must be earlier than the one before it</source>
        <translation>o caminho vai do bloco {0} ao bloco {1}; cada bloco deve vir antes do anterior</translation>
    </message>
    <message>
        <location filename="explain/contributions/patch_pictures.py"/>
        <source>the model&apos;s kernels come from no marker, so there is no marked patch</source>
        <translation>os kernels do modelo não vêm de nenhum marcador, então não há patch marcado</translation>
    </message>
    <message>
        <location filename="explain/counterfactuals/leaving_out.py"/>
        <source>leaving out kernels</source>
        <translation>deixando kernels de fora</translation>
    </message>
    <message>
        <location filename="explain/counterfactuals/leaving_out.py"/>
        <source>leaving out markers</source>
        <translation>deixando marcadores de fora</translation>
    </message>
    <message>
        <location filename="explain/counterfactuals/leaving_out.py"/>
        <source>no other marker teaches the encoder</source>
        <translation>nenhum outro marcador ensina o codificador</translation>
    </message>
    <message>
        <location filename="explain/counterfactuals/preview.py"/>
        <source>the masks {0}</source>
        <translation>as máscaras {0}</translation>
    </message>
    <message>
        <location filename="explain/counterfactuals/preview.py"/>
        <source>mean Dice of the marked images with a mask changes by {0}</source>
        <translation>o Dice médio das imagens marcadas com máscara muda em {0}</translation>
    </message>
    <message>
        <location filename="explain/counterfactuals/preview.py"/>
        <source>neither edges nor certainty of the masks decide; agreement with the other markers changes by {0}</source>
        <translation>nem as bordas nem a certeza das máscaras decidem; a concordância com os outros marcadores muda em {0}</translation>
    </message>
    <message>
        <location filename="explain/counterfactuals/preview.py"/>
        <source>follow the edges of the image more closely</source>
        <translation>seguem mais de perto as bordas da imagem</translation>
    </message>
    <message>
        <location filename="explain/counterfactuals/preview.py"/>
        <source>leave the edges of the image</source>
        <translation>se afastam das bordas da imagem</translation>
    </message>
    <message>
        <location filename="explain/counterfactuals/preview.py"/>
        <source>depend less on the threshold</source>
        <translation>dependem menos do limiar</translation>
    </message>
    <message>
        <location filename="explain/counterfactuals/preview.py"/>
        <source>depend more on the threshold</source>
        <translation>dependem mais do limiar</translation>
    </message>
    <message>
        <location filename="explain/counterfactuals/preview.py"/>
        <source>cover similar shares of all images</source>
        <translation>cobrem frações semelhantes de todas as imagens</translation>
    </message>
    <message>
        <location filename="explain/counterfactuals/preview.py"/>
        <source>differ more in size</source>
        <translation>diferem mais no tamanho</translation>
    </message>
    <message>
        <location filename="explain/counterfactuals/preview.py"/>
        <source>nothing can be learned after this edit</source>
        <translation>nada pode ser aprendido depois desta edição</translation>
    </message>
    <message>
        <location filename="explain/guidance/gaps.py"/>
        <source>{0} has no markers: draw one.</source>
        <translation>A classe {0} não tem marcadores: desenhe um.</translation>
    </message>
    <message>
        <location filename="explain/guidance/gaps.py"/>
        <source>{0} is marked on one image only: mark it on another.</source>
        <translation>A classe {0} está marcada em uma só imagem: marque-a em outra.</translation>
    </message>
    <message>
        <location filename="explain/guidance/places.py"/>
        <source>Far from every predicted object, and unlike the background marked here.</source>
        <translation>Longe de todo objeto predito e diferente do fundo marcado aqui.</translation>
    </message>
    <message>
        <location filename="explain/guidance/places.py"/>
        <source>Nothing is predicted, and this is unlike everything marked here.</source>
        <translation>Nada é predito, e isto é diferente de tudo que está marcado aqui.</translation>
    </message>
    <message>
        <location filename="explain/guidance/places.py"/>
        <source>image {0} has no saliency</source>
        <translation>a imagem {0} não tem saliência</translation>
    </message>
    <message>
        <location filename="explain/guidance/places.py"/>
        <source>Unlike everything that is marked on this image.</source>
        <translation>Diferente de tudo que está marcado nesta imagem.</translation>
    </message>
    <message>
        <location filename="explain/guidance/places.py"/>
        <source>Inside a predicted {0}, and unlike those marked here.</source>
        <translation>Dentro de um objeto predito da classe {0} e diferente dos marcados aqui.</translation>
    </message>
    <message>
        <location filename="explain/guidance/places.py"/>
        <location filename="explain/maps/points.py"/>
        <location filename="session/inspection.py"/>
        <location filename="session/large_inspection.py"/>
        <location filename="session/pooled_images.py"/>
        <source>class {0}</source>
        <translation>classe {0}</translation>
    </message>
    <message>
        <location filename="explain/guidance/places.py"/>
        <source>On the border of a predicted {0}, where the model is uncertain (entropy {1}).</source>
        <translation>Na borda de um objeto predito da classe {0}, onde o modelo está incerto (entropia {1}).</translation>
    </message>
    <message>
        <location filename="explain/guidance/places.py"/>
        <source>Far from every predicted object, and yet the saliency is {0}.</source>
        <translation>Longe de todo objeto predito, e mesmo assim a saliência é {0}.</translation>
    </message>
    <message>
        <location filename="explain/guidance/places.py"/>
        <source>Nothing is predicted, and here the saliency is highest ({0}).</source>
        <translation>Nada é predito, e aqui a saliência é a mais alta ({0}).</translation>
    </message>
    <message>
        <location filename="explain/guidance/places.py"/>
        <source>On the border of a predicted {0}.</source>
        <translation>Na borda de um objeto predito da classe {0}.</translation>
    </message>
    <message>
        <location filename="explain/guidance/quality.py"/>
        <source>{0} images before and {1} after; give the same</source>
        <translation>{0} imagens antes e {1} depois; informe as mesmas</translation>
    </message>
    <message>
        <location filename="explain/guidance/suggesting.py"/>
        <source>Which image comes next matters little in published tests; where you draw matters.</source>
        <translation>Qual imagem vem a seguir importa pouco nos testes publicados; onde você desenha importa.</translation>
    </message>
    <message>
        <location filename="explain/guidance/suggesting.py"/>
        <source>The most different in colour and texture from the images before it.</source>
        <translation>A mais diferente em cor e textura das imagens anteriores.</translation>
    </message>
    <message>
        <location filename="explain/guidance/suggesting.py"/>
        <source>The most typical image: the sum of its distances to all others is the smallest.</source>
        <translation>A imagem mais típica: a soma das suas distâncias a todas as outras é a menor.</translation>
    </message>
    <message>
        <location filename="explain/guidance/suggesting.py"/>
        <source>Its mask depends most on the threshold (doubt {0}).</source>
        <translation>Sua máscara é a que mais depende do limiar (dúvida {0}).</translation>
    </message>
    <message>
        <location filename="explain/guidance/suggestion.py"/>
        <source>image {0}: give saliency and labels together, or neither</source>
        <translation>imagem {0}: informe saliência e rótulos juntos, ou nenhum</translation>
    </message>
    <message>
        <location filename="explain/kernels/maximisation.py"/>
        <source>the model rounds colours to integers ({0}), so nothing can climb; give a model in {1}</source>
        <translation>o modelo arredonda as cores para inteiros ({0}), então nada pode subir; informe um modelo em {1}</translation>
    </message>
    <message>
        <location filename="explain/kernels/preferences.py"/>
        <source>finding patches</source>
        <translation>procurando patches</translation>
    </message>
    <message>
        <location filename="explain/kernels/redundancy.py"/>
        <source>reading the activations at the markers</source>
        <translation>lendo as ativações nos marcadores</translation>
    </message>
    <message>
        <location filename="explain/kernels/review.py"/>
        <source>does not respond at the markers</source>
        <translation>não responde nos marcadores</translation>
    </message>
    <message>
        <location filename="explain/kernels/review.py"/>
        <source>responds less to its class than to the others (AUC {0})</source>
        <translation>responde menos à sua classe que às outras (AUC {0})</translation>
    </message>
    <message>
        <location filename="explain/kernels/review.py"/>
        <source>responds to other classes too (score {0})</source>
        <translation>responde também a outras classes (escore {0})</translation>
    </message>
    <message>
        <location filename="explain/maps/colours.py"/>
        <source>{0}, marker {1}</source>
        <translation>{0}, marcador {1}</translation>
    </message>
    <message>
        <location filename="explain/maps/colours.py"/>
        <source>colour {0} of {1}: choose from {2}</source>
        <translation>cor {0} de {1}: escolha entre {2}</translation>
    </message>
    <message>
        <location filename="explain/maps/colours.py"/>
        <source>Marker</source>
        <translation>Marcador</translation>
    </message>
    <message>
        <location filename="explain/maps/colours.py"/>
        <location filename="gui/panels/results/columns.py"/>
        <source>Image</source>
        <translation>Imagem</translation>
    </message>
    <message>
        <location filename="explain/maps/colours.py"/>
        <source>Weight in the decoder</source>
        <translation>Peso no decodificador</translation>
    </message>
    <message>
        <location filename="explain/maps/colours.py"/>
        <source>Activity</source>
        <translation>Atividade</translation>
    </message>
    <message>
        <location filename="explain/maps/features.py"/>
        <source>weights as in the network: the model alone lacks those before normalisation</source>
        <translation>pesos como na rede: só com o modelo, faltam os de antes da normalização</translation>
    </message>
    <message>
        <location filename="explain/maps/features.py"/>
        <source>{0} of {1}, at most {2} of each marker</source>
        <translation>{0} de {1}, no máximo {2} de cada marcador</translation>
    </message>
    <message>
        <location filename="explain/maps/features.py"/>
        <source>{n} marked pixel</source>
        <translation>{n} pixel marcado</translation>
    </message>
    <message>
        <location filename="explain/maps/features.py"/>
        <source>{n} marked pixels</source>
        <translation>{n} pixels marcados</translation>
    </message>
    <message>
        <location filename="explain/maps/methods.py"/>
        <source>method {0}: choose from {1}</source>
        <translation>método {0}: escolha entre {1}</translation>
    </message>
    <message>
        <location filename="explain/maps/methods.py"/>
        <source>a map by {0}</source>
        <translation>um mapa por {0}</translation>
    </message>
    <message>
        <location filename="explain/maps/methods.py"/>
        <source>Neighbours stay neighbours; distances between groups mean little.</source>
        <translation>Vizinhos continuam vizinhos; distâncias entre grupos significam pouco.</translation>
    </message>
    <message>
        <location filename="explain/maps/methods.py"/>
        <source>The two directions of largest variance; distances are to scale.</source>
        <translation>As duas direções de maior variância; as distâncias estão em escala.</translation>
    </message>
    <message>
        <location filename="explain/maps/methods.py"/>
        <source>As t-SNE, and groups are arranged better; an optional library.</source>
        <translation>Como t-SNE, e os grupos ficam mais bem dispostos; uma biblioteca opcional.</translation>
    </message>
    <message>
        <location filename="explain/maps/pictures.py"/>
        <source>and {0} more</source>
        <translation>e mais {0}</translation>
    </message>
    <message>
        <location filename="explain/maps/points.py"/>
        <source>kernel {0}{1}</source>
        <translation>kernel {0}{1}</translation>
    </message>
    <message>
        <location filename="explain/maps/points.py"/>
        <source>marker {0}</source>
        <translation>marcador {0}</translation>
    </message>
    <message>
        <location filename="explain/maps/points.py"/>
        <source>row {0}, column {1}</source>
        <translation>linha {0}, coluna {1}</translation>
    </message>
    <message>
        <location filename="explain/maps/projections.py"/>
        <source>{0} needs {1} different points and there are {2}; PCA is shown</source>
        <translation>{0} precisa de {1} pontos diferentes e há {2}; o PCA é mostrado</translation>
    </message>
    <message>
        <location filename="explain/maps/projections.py"/>
        <source>features of a map are NaN or infinite; leave those points out</source>
        <translation>as características de um mapa são NaN ou infinitas; deixe esses pontos de fora</translation>
    </message>
    <message>
        <location filename="explain/maps/projections.py"/>
        <source>there is one point</source>
        <translation>há um só ponto</translation>
    </message>
    <message>
        <location filename="explain/maps/projections.py"/>
        <source>all {0} points are equal</source>
        <translation>todos os {0} pontos são iguais</translation>
    </message>
    <message>
        <location filename="explain/regions/region.py"/>
        <source>pixel ({0}, {1}) is not in the image of {2} x {3} pixels; rows and columns count from 0</source>
        <translation>o pixel ({0}, {1}) não está na imagem de {2} x {3} pixels; linhas e colunas contam a partir de 0</translation>
    </message>
    <message>
        <location filename="explain/regions/region.py"/>
        <source>the region has shape {0} of {1}; give booleans of shape {2}</source>
        <translation>a região tem o formato {0} de {1}; informe booleanos de formato {2}</translation>
    </message>
    <message>
        <location filename="explain/regions/region.py"/>
        <source>the region has no pixel; give at least one</source>
        <translation>a região não tem pixel; informe pelo menos um</translation>
    </message>
    <message>
        <location filename="flim/decoders/__init__.py"/>
        <source>decoder {0}</source>
        <translation>decodificador {0}</translation>
    </message>
    <message>
        <location filename="flim/decoders/__init__.py"/>
        <source>decoder {0} needs the class of every kernel, and a global PCA mixes the classes (or an imported model has no labels); use the reduction &apos;pca&apos;, &apos;kmeans&apos; or &apos;none&apos;, or a decoder that needs no classes: {1}</source>
        <translation>o decodificador {0} precisa da classe de cada kernel, e um PCA global mistura as classes (ou um modelo importado não tem rótulos); use a redução &apos;pca&apos;, &apos;kmeans&apos; ou &apos;none&apos;, ou um decodificador que não precise de classes: {1}</translation>
    </message>
    <message>
        <location filename="flim/decoders/__init__.py"/>
        <source>decoder {0} takes no weights; leave them out</source>
        <translation>o decodificador {0} não recebe pesos; omita-os</translation>
    </message>
    <message>
        <location filename="flim/decoders/__init__.py"/>
        <source>decoder {0} is no longer offered; use {1}</source>
        <translation>o decodificador {0} não é mais oferecido; use {1}</translation>
    </message>
    <message>
        <location filename="flim/decoders/__init__.py"/>
        <source>decoder {0} is only made by &apos;flimbuilder finetune&apos;, which trains a model further; choose another decoder</source>
        <translation>o decodificador {0} só é feito por &apos;flimbuilder finetune&apos;, que treina mais um modelo; escolha outro decodificador</translation>
    </message>
    <message>
        <location filename="flim/decoders/__init__.py"/>
        <source>there is no decoder {0}; choose from {1}</source>
        <translation>não há decodificador {0}; escolha entre {1}</translation>
    </message>
    <message>
        <location filename="flim/decoders/__init__.py"/>
        <location filename="gui/panels/decoder/choices.py"/>
        <source>there is no object class to decode; add a class besides the background</source>
        <translation>não há classe de objeto para decodificar; adicione uma classe além do fundo</translation>
    </message>
    <message>
        <location filename="flim/decoders/__init__.py"/>
        <source>the scale of the training images has other kernels or classes; leave it out, and build the project</source>
        <translation>a escala das imagens de treino tem outros kernels ou classes; omita-a e construa o projeto</translation>
    </message>
    <message>
        <location filename="flim/decoders/__init__.py"/>
        <source>{0} has no weights; a build learns them from markers of the objects and of the background: draw both, and build</source>
        <translation>{0} não tem pesos; uma construção os aprende de marcadores dos objetos e do fundo: desenhe os dois e construa</translation>
    </message>
    <message>
        <location filename="flim/decoders/__init__.py"/>
        <source>{0} has no weights for this block of {1} kernels; choose it in the project and build: &apos;manual&apos; needs a weight for each kernel, &apos;bp&apos; masks of training images</source>
        <translation>{0} não tem pesos para este bloco de {1} kernels; escolha-o no projeto e construa: &apos;manual&apos; precisa de um peso por kernel, &apos;bp&apos;, de máscaras das imagens de treino</translation>
    </message>
    <message>
        <location filename="flim/decoders/__init__.py"/>
        <source>{0} has {1} rows of weights and there are {2} object classes; give one row for each, or one for all</source>
        <translation>{0} tem {1} linhas de pesos, e há {2} classes de objetos; informe uma linha para cada, ou uma para todas</translation>
    </message>
    <message>
        <location filename="flim/decoders/__init__.py"/>
        <source>{0} has {1} biases and {2} rows of weights</source>
        <translation>{0} tem {1} vieses e {2} linhas de pesos</translation>
    </message>
    <message>
        <location filename="flim/decoders/__init__.py"/>
        <source>blocks {0} have {1} kernels</source>
        <translation>os blocos {0} têm {1} kernels</translation>
    </message>
    <message>
        <location filename="flim/decoders/__init__.py"/>
        <source>the block has {0} kernels</source>
        <translation>o bloco tem {0} kernels</translation>
    </message>
    <message>
        <location filename="flim/decoders/__init__.py"/>
        <source>{0} has {1} weights and {2}; give one for each kernel</source>
        <translation>{0} tem {1} pesos e {2}; informe um por kernel</translation>
    </message>
    <message>
        <location filename="flim/decoders/base.py"/>
        <source>{0} kernels -&gt; {1} saliency maps</source>
        <translation>{0} kernels -&gt; {1} mapas de saliência</translation>
    </message>
    <message>
        <location filename="flim/device.py"/>
        <source>device &apos;cuda&apos;: torch finds no GPU here; use &apos;cpu&apos; or &apos;auto&apos;</source>
        <translation>dispositivo &apos;cuda&apos;: o torch não encontra GPU aqui; use &apos;cpu&apos; ou &apos;auto&apos;</translation>
    </message>
    <message>
        <location filename="flim/device.py"/>
        <source>device {0} is not known; choose from cpu, cuda, auto</source>
        <translation>o dispositivo {0} é desconhecido; escolha entre cpu, cuda e auto</translation>
    </message>
    <message>
        <location filename="flim/encode.py"/>
        <source>{0}: has {1} channels and the encoder reads {2}; give images like those it was learned from</source>
        <translation>{0}: tem {1} canais e o codificador lê {2}; informe imagens como aquelas com que ele aprendeu</translation>
    </message>
    <message>
        <location filename="flim/estimator.py"/>
        <source>{0}: has shape {1}; give shape (H, W) or (H, W, C)</source>
        <translation>{0}: tem o formato {1}; informe o formato (H, W) ou (H, W, C)</translation>
    </message>
    <message>
        <location filename="flim/estimator.py"/>
        <source>{0}: has no pixels (shape {1})</source>
        <translation>{0}: não tem pixels (formato {1})</translation>
    </message>
    <message>
        <location filename="flim/estimator.py"/>
        <source>{0} images and {1} ids; give one for each image</source>
        <translation>{0} imagens e {1} ids; informe um para cada imagem</translation>
    </message>
    <message>
        <location filename="flim/estimator.py"/>
        <source>random_state {0} is invalid; give an integer in [0, {1}], a numpy.random.RandomState or None</source>
        <translation>random_state {0} é inválido; informe um inteiro em [0, {1}], um numpy.random.RandomState ou None</translation>
    </message>
    <message>
        <location filename="flim/estimator.py"/>
        <source>{0} images and markers of {1}; give the markers of each image</source>
        <translation>{0} imagens e marcadores de {1}; informe os marcadores de cada imagem</translation>
    </message>
    <message>
        <location filename="flim/estimator.py"/>
        <location filename="model/decoding.py"/>
        <location filename="model/document.py"/>
        <source>there is no block {0}: the encoder has blocks 1 to {1}</source>
        <translation>não há bloco {0}: o codificador tem os blocos 1 a {1}</translation>
    </message>
    <message>
        <location filename="flim/estimator.py"/>
        <location filename="model/segmenter.py"/>
        <location filename="tasks/identification/features.py"/>
        <source>image {0}</source>
        <translation>imagem {0}</translation>
    </message>
    <message>
        <location filename="flim/estimator.py"/>
        <source>image id {0} is invalid; use 1 to 120 letters, digits, &apos;_&apos;, &apos;.&apos; and &apos;-&apos;, and begin with a letter, a digit or &apos;_&apos;</source>
        <translation>o id de imagem {0} é inválido; use de 1 a 120 letras, dígitos, &apos;_&apos;, &apos;.&apos; e &apos;-&apos;, e comece com letra, dígito ou &apos;_&apos;</translation>
    </message>
    <message>
        <location filename="flim/features.py"/>
        <source>statistics {0}: choose from {1}</source>
        <translation>estatística {0}: escolha entre {1}</translation>
    </message>
    <message>
        <location filename="flim/frozen_blocks.py"/>
        <source>the encoder begins with {0} blocks of {1}, and {2} are given; build it from its project, or give them as first_blocks</source>
        <translation>o codificador começa com {0} blocos de {1}, e foram informados {2}; construa-o a partir do seu projeto ou informe-os como first_blocks</translation>
    </message>
    <message>
        <location filename="flim/frozen_blocks.py"/>
        <source>{0} first blocks, but the architecture has {1}; give fewer, or add blocks</source>
        <translation>{0} primeiros blocos, mas a arquitetura tem {1}; informe menos ou adicione blocos</translation>
    </message>
    <message>
        <location filename="flim/frozen_blocks.py"/>
        <source>the blocks to begin with read {0} channels, and the training images give {1}; begin with blocks that were learned from such images</source>
        <translation>os blocos iniciais leem {0} canais, e as imagens de treino dão {1}; comece com blocos aprendidos de imagens assim</translation>
    </message>
    <message>
        <location filename="flim/frozen_blocks.py"/>
        <source>block {0} of the architecture differs from the block to begin with; take its kernel size, dilation, activation and pooling from the other model</source>
        <translation>o bloco {0} da arquitetura difere do bloco inicial; tome o tamanho do kernel, a dilatação, a ativação e o pooling do outro modelo</translation>
    </message>
    <message>
        <location filename="flim/learner.py"/>
        <source>block {0}: all patches under the markers are alike, so there is nothing to learn; draw markers on parts that differ, or use a larger kernel</source>
        <translation>bloco {0}: todos os patches sob os marcadores são iguais, então não há o que aprender; desenhe marcadores em partes que diferem ou use um kernel maior</translation>
    </message>
    <message>
        <location filename="flim/learner.py"/>
        <source>{0} is for imported models only and cannot be learned; leave it out</source>
        <translation>{0} é só para modelos importados e não pode ser aprendido; omita</translation>
    </message>
    <message>
        <location filename="flim/learner.py"/>
        <source>no image has markers; draw markers on at least one</source>
        <translation>nenhuma imagem tem marcadores; desenhe marcadores em pelo menos uma</translation>
    </message>
    <message>
        <location filename="flim/learner.py"/>
        <source>cutting windows</source>
        <translation>recortando as janelas</translation>
    </message>
    <message>
        <location filename="flim/learner.py"/>
        <source>image id {0} is used twice; ids must differ</source>
        <translation>o id de imagem {0} é usado duas vezes; os ids devem ser diferentes</translation>
    </message>
    <message>
        <location filename="flim/learner.py"/>
        <source>image {0} has {1} channels and {2} has {3}; all training images need the same number</source>
        <translation>a imagem {0} tem {1} canais, e {2} tem {3}; todas as imagens de treino precisam do mesmo número</translation>
    </message>
    <message>
        <location filename="flim/learner.py"/>
        <source>estimating kernels</source>
        <translation>estimando os kernels</translation>
    </message>
    <message>
        <location filename="flim/learner.py"/>
        <source>image {0} has NaN or infinite values near its markers; replace them</source>
        <translation>a imagem {0} tem valores NaN ou infinitos perto dos marcadores; substitua-os</translation>
    </message>
    <message>
        <location filename="flim/learner.py"/>
        <location filename="project/documents.py"/>
        <source>image {0}: {1}</source>
        <translation>imagem {0}: {1}</translation>
    </message>
    <message>
        <location filename="flim/learner.py"/>
        <source>block {0}: every kernel is deleted; restore at least one</source>
        <translation>bloco {0}: todo kernel está excluído; restaure pelo menos um</translation>
    </message>
    <message>
        <location filename="flim/learner.py"/>
        <source>computing activations</source>
        <translation>computando as ativações</translation>
    </message>
    <message>
        <location filename="flim/learner.py"/>
        <source>finding feature points</source>
        <translation>procurando pontos característicos</translation>
    </message>
    <message>
        <location filename="flim/marker_decoder.py"/>
        <location filename="flim/training.py"/>
        <source>no pixel is marked; draw at least one disk or stroke on an image</source>
        <translation>nenhum pixel está marcado; desenhe pelo menos um disco ou traço em uma imagem</translation>
    </message>
    <message>
        <location filename="flim/marker_decoder.py"/>
        <source>no pixel is background; draw a stroke of the background</source>
        <translation>nenhum pixel é fundo; desenhe um traço do fundo</translation>
    </message>
    <message>
        <location filename="flim/marker_patches.py"/>
        <source>gathering patches</source>
        <translation>reunindo os patches</translation>
    </message>
    <message>
        <location filename="flim/marker_training.py"/>
        <source>learning the decoder from the markers</source>
        <translation>aprendendo o decodificador com os marcadores</translation>
    </message>
    <message>
        <location filename="flim/marker_training.py"/>
        <source>no object is marked; draw a marker of an object on a training image</source>
        <translation>nenhum objeto está marcado; desenhe um marcador de um objeto em uma imagem de treino</translation>
    </message>
    <message>
        <location filename="flim/marker_training.py"/>
        <source>can&apos;t weigh the activations: {0}</source>
        <translation>não é possível ponderar as ativações: {0}</translation>
    </message>
    <message>
        <location filename="flim/pointwise_training.py"/>
        <source>there is no image with a mask to train the decoder on; add one</source>
        <translation>não há imagem com máscara com que treinar o decodificador; adicione uma</translation>
    </message>
    <message>
        <location filename="flim/reduce.py"/>
        <source>of each image</source>
        <translation>de cada imagem</translation>
    </message>
    <message>
        <location filename="flim/reduce.py"/>
        <source>of each class</source>
        <translation>de cada classe</translation>
    </message>
    <message>
        <location filename="flim/standardise.py"/>
        <source>standardisation {0}; choose none, mean or standard</source>
        <translation>padronização {0}; escolha none, mean ou standard</translation>
    </message>
    <message>
        <location filename="flim/tile_stream.py"/>
        <source>a block of an imported model pads its maps in a way that tiles cannot reproduce; run it on the whole image</source>
        <translation>um bloco de um modelo importado preenche a borda dos mapas de um modo que ladrilhos não reproduzem; execute-o na imagem inteira</translation>
    </message>
    <message>
        <location filename="flim/training.py"/>
        <source>marked pixels</source>
        <translation>pixels marcados</translation>
    </message>
    <message>
        <location filename="flim/training.py"/>
        <source>no marker is used for {0}; set the use of a marker to &apos;both&apos;</source>
        <translation>nenhum marcador é usado para {0}; mude o uso de um marcador para &apos;both&apos;</translation>
    </message>
    <message>
        <location filename="flim/u_shaped.py"/>
        <source>object_classes is {0}; a network needs at least one to decode</source>
        <translation>object_classes é {0}; uma rede precisa de pelo menos uma para decodificar</translation>
    </message>
    <message>
        <location filename="flim/u_shaped.py"/>
        <source>the encoder has not learned anything yet; call fit before</source>
        <translation>o codificador ainda não aprendeu nada; chame fit antes</translation>
    </message>
    <message>
        <location filename="flim/windows.py"/>
        <source>a block of an imported model pads its maps in a way that windows cannot reproduce; run it on the whole image</source>
        <translation>um bloco de um modelo importado preenche a borda dos mapas de um modo que janelas não reproduzem; execute-o na imagem inteira</translation>
    </message>
    <message>
        <location filename="gui/banner.py"/>
        <location filename="project/folder.py"/>
        <location filename="session/document.py"/>
        <source>{n} edit</source>
        <translation>{n} edição</translation>
    </message>
    <message>
        <location filename="gui/banner.py"/>
        <location filename="project/folder.py"/>
        <location filename="session/document.py"/>
        <source>{n} edits</source>
        <translation>{n} edições</translation>
    </message>
    <message>
        <location filename="gui/canvas/contrast.py"/>
        <source>Counting intensities</source>
        <translation>Contando as intensidades</translation>
    </message>
    <message>
        <location filename="gui/canvas/readout.py"/>
        <source>Reading a pixel</source>
        <translation>Lendo um pixel</translation>
    </message>
    <message>
        <location filename="gui/canvas/scene.py"/>
        <source>Preparing the image for the screen</source>
        <translation>Preparando a imagem para a tela</translation>
    </message>
    <message>
        <location filename="gui/canvas/scene.py"/>
        <source>Preparing an overlay</source>
        <translation>Preparando uma sobreposição</translation>
    </message>
    <message>
        <location filename="gui/canvas/slide_image.py"/>
        <source>{0} x {1} pixels</source>
        <translation>{0} x {1} pixels</translation>
    </message>
    <message>
        <location filename="gui/canvas/slide_image.py"/>
        <source>the picture would show {0} of the slide; zoom in, or save it as on the screen</source>
        <translation>a figura mostraria {0} da lâmina; amplie ou salve como na tela</translation>
    </message>
    <message>
        <location filename="gui/canvas/slide_loading.py"/>
        <location filename="session/slide.py"/>
        <source>Reading the slide</source>
        <translation>Lendo a lâmina</translation>
    </message>
    <message>
        <location filename="gui/canvas/surface.py"/>
        <location filename="gui/canvas/view_export.py"/>
        <source>no image is shown</source>
        <translation>nenhuma imagem está sendo mostrada</translation>
    </message>
    <message>
        <location filename="gui/canvas/view_export.py"/>
        <source>the picture would have {0} x {1} pixels where {2} is the limit; zoom in, or save it as on the screen</source>
        <translation>a figura teria {0} x {1} pixels, e o limite é {2}; amplie ou salve como na tela</translation>
    </message>
    <message>
        <location filename="gui/commands/predict.py"/>
        <location filename="session/images.py"/>
        <source>Looking for images</source>
        <translation>Procurando imagens</translation>
    </message>
    <message>
        <location filename="gui/dialogs/guide.py"/>
        <source>{0}: the guide (docs) is missing from this installation; install flimbuilder again</source>
        <translation>{0}: falta o guia (docs) nesta instalação; instale o flimbuilder de novo</translation>
    </message>
    <message>
        <location filename="gui/dialogs/paths.py"/>
        <source>{0}: no such file or folder; check the path</source>
        <translation>{0}: esse arquivo ou pasta não existe; confira o caminho</translation>
    </message>
    <message>
        <location filename="gui/dialogs/pixel_size.py"/>
        <source>{n} selected image</source>
        <translation>{n} imagem selecionada</translation>
    </message>
    <message>
        <location filename="gui/dialogs/pixel_size.py"/>
        <source>{n} selected images</source>
        <translation>{n} imagens selecionadas</translation>
    </message>
    <message>
        <location filename="gui/dialogs/stack.py"/>
        <source>{0} are no slices: write 7, 10-40, 10-40 every 5 or all</source>
        <translation>{0} não são fatias: escreva 7, 10-40, 10-40 a cada 5 ou todas</translation>
    </message>
    <message>
        <location filename="gui/dialogs/start_from_model.py"/>
        <source>{0}: reads images of {1} channels, and those of the project have {2}; choose another model</source>
        <translation>{0}: lê imagens de {1} canais, e as do projeto têm {2}; escolha outro modelo</translation>
    </message>
    <message>
        <location filename="gui/dialogs/start_from_model.py"/>
        <source>{0} has {1}; keep fewer</source>
        <translation>{0} tem {1}; mantenha menos</translation>
    </message>
    <message>
        <location filename="gui/dialogs/start_from_model.py"/>
        <location filename="project/change_text.py"/>
        <source>{n} block</source>
        <translation>{n} bloco</translation>
    </message>
    <message>
        <location filename="gui/dialogs/start_from_model.py"/>
        <location filename="project/change_text.py"/>
        <source>{n} blocks</source>
        <translation>{n} blocos</translation>
    </message>
    <message>
        <location filename="gui/keymap.py"/>
        <source>{0}: is no file of keys; export one to see the format</source>
        <translation>{0}: não é um arquivo de teclas; exporte um para ver o formato</translation>
    </message>
    <message>
        <location filename="gui/keymap.py"/>
        <source>{0}: gives {1} to two actions; keep one of them</source>
        <translation>{0}: dá {1} a duas ações; mantenha uma delas</translation>
    </message>
    <message>
        <location filename="gui/keymap.py"/>
        <source>{0}: unknown action {1}; remove its line</source>
        <translation>{0}: ação {1} desconhecida; remova sua linha</translation>
    </message>
    <message>
        <location filename="gui/keymap.py"/>
        <source>{0}: {1} are no keys of {2}</source>
        <translation>{0}: {1} não são teclas de {2}</translation>
    </message>
    <message>
        <location filename="gui/panels/builds/delegate.py"/>
        <location filename="gui/panels/builds/model.py"/>
        <location filename="gui/panels/maps/panel.py"/>
        <location filename="project/change_text.py"/>
        <location filename="session/kernels.py"/>
        <source>{n} kernel</source>
        <translation>{n} kernel</translation>
    </message>
    <message>
        <location filename="gui/panels/builds/delegate.py"/>
        <location filename="gui/panels/builds/model.py"/>
        <location filename="gui/panels/maps/panel.py"/>
        <location filename="project/change_text.py"/>
        <location filename="session/kernels.py"/>
        <source>{n} kernels</source>
        <translation>{n} kernels</translation>
    </message>
    <message>
        <location filename="gui/panels/decoder/choices.py"/>
        <source>the kernels of block {0} are not known yet, and manual weights need them; build first</source>
        <translation>os kernels do bloco {0} ainda não são conhecidos, e os pesos manuais precisam deles; construa primeiro</translation>
    </message>
    <message>
        <location filename="gui/panels/objects/panel.py"/>
        <location filename="gui/panels/results/model.py"/>
        <location filename="gui/panels/results/views.py"/>
        <source>{n} object</source>
        <translation>{n} objeto</translation>
    </message>
    <message>
        <location filename="gui/panels/objects/panel.py"/>
        <location filename="gui/panels/results/model.py"/>
        <location filename="gui/panels/results/views.py"/>
        <source>{n} objects</source>
        <translation>{n} objetos</translation>
    </message>
    <message>
        <location filename="gui/panels/objects/panel.py"/>
        <source>Copying objects</source>
        <translation>Copiando os objetos</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/curves_chart.py"/>
        <source>Threshold</source>
        <translation>Limiar</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/curves_chart.py"/>
        <source>this image</source>
        <translation>esta imagem</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/curves_chart.py"/>
        <source>Precision, {0}</source>
        <translation>Precisão, {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/curves_chart.py"/>
        <source>Recall, {0}</source>
        <translation>Revocação, {0}</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/detection_charts.py"/>
        <source>Average precision, mean</source>
        <translation>Precisão média, média</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/detection_charts.py"/>
        <source>False positives an image</source>
        <translation>Falsos positivos por imagem</translation>
    </message>
    <message>
        <location filename="gui/panels/plots/detection_charts.py"/>
        <source>Average precision, this image</source>
        <translation>Precisão média, esta imagem</translation>
    </message>
    <message>
        <location filename="gui/panels/results/columns.py"/>
        <source>Image and mask</source>
        <translation>Imagem e máscara</translation>
    </message>
    <message>
        <location filename="gui/panels/results/columns.py"/>
        <source>Role</source>
        <translation>Papel</translation>
    </message>
    <message>
        <location filename="gui/panels/results/columns.py"/>
        <source>Doubt</source>
        <translation>Dúvida</translation>
    </message>
    <message>
        <location filename="gui/panels/results/columns.py"/>
        <source>How much the mask changes if the threshold moves, from 0 (not at all) to 1: correct the most doubtful images first</source>
        <translation>Quanto a máscara muda se o limiar se move, de 0 (nada) a 1: corrija primeiro as imagens mais duvidosas</translation>
    </message>
    <message>
        <location filename="gui/panels/results/panel.py"/>
        <source>{n} row</source>
        <translation>{n} linha</translation>
    </message>
    <message>
        <location filename="gui/panels/results/panel.py"/>
        <source>{n} rows</source>
        <translation>{n} linhas</translation>
    </message>
    <message>
        <location filename="gui/panels/why/rows.py"/>
        <source>{n} pixel</source>
        <translation>{n} pixel</translation>
    </message>
    <message>
        <location filename="gui/panels/why/rows.py"/>
        <source>{n} pixels</source>
        <translation>{n} pixels</translation>
    </message>
    <message>
        <location filename="gui/widgets/lazy.py"/>
        <source>Loading plots</source>
        <translation>Carregando os gráficos</translation>
    </message>
    <message>
        <location filename="gui/widgets/preview_line.py"/>
        <source>{n} more image</source>
        <translation>mais {n} imagem</translation>
    </message>
    <message>
        <location filename="gui/widgets/preview_line.py"/>
        <source>{n} more images</source>
        <translation>mais {n} imagens</translation>
    </message>
    <message>
        <location filename="imaging/colour.py"/>
        <source>{0} channels where RGB has 3; keep the channels as they are</source>
        <translation>{0} canais onde RGB tem 3; mantenha os canais como estão</translation>
    </message>
    <message>
        <location filename="imaging/formats/base.py"/>
        <source>{0} x {1} pixels in {2} channels</source>
        <translation>{0} x {1} pixels em {2} canais</translation>
    </message>
    <message>
        <location filename="imaging/formats/base.py"/>
        <source>has no pixels ({0})</source>
        <translation>não tem pixels ({0})</translation>
    </message>
    <message>
        <location filename="imaging/formats/base.py"/>
        <source>holds {0} samples; save it as integers or floats of up to 64 bits</source>
        <translation>contém amostras {0}; salve como inteiros ou números de ponto flutuante de até 64 bits</translation>
    </message>
    <message>
        <location filename="imaging/formats/base.py"/>
        <source>a side</source>
        <translation>de lado</translation>
    </message>
    <message>
        <location filename="imaging/formats/base.py"/>
        <source>scales its values by a slope of {0} and an intercept of {1}; correct its header, or save it again</source>
        <translation>escala seus valores com inclinação {0} e intercepto {1}; corrija o cabeçalho ou salve de novo</translation>
    </message>
    <message>
        <location filename="imaging/formats/base.py"/>
        <source>is too large: {0}, {1} {2} where {3} is the limit; crop it, or raise ReadLimits.{4}</source>
        <translation>é grande demais: {0}, {1} {2}, e o limite é {3}; recorte ou aumente ReadLimits.{4}</translation>
    </message>
    <message>
        <location filename="imaging/formats/base.py"/>
        <source>has {0} places on its axis {1} where {2} is the limit; split it, or raise ReadLimits.max_pages</source>
        <translation>tem {0} posições no eixo {1}, e o limite é {2}; divida o arquivo ou aumente ReadLimits.max_pages</translation>
    </message>
    <message>
        <location filename="imaging/formats/dicom.py"/>
        <source>reading DICOM images</source>
        <translation>ler imagens DICOM</translation>
    </message>
    <message>
        <location filename="imaging/formats/dicom.py"/>
        <source>its modality table is not applied: values are as they are stored</source>
        <translation>sua tabela de modalidade não é aplicada: os valores são os armazenados</translation>
    </message>
    <message>
        <location filename="imaging/formats/dicom.py"/>
        <source>announces {0} bytes of pixels where {1} are left; it is cut short or damaged, get a whole copy of it</source>
        <translation>anuncia {0} bytes de pixels, mas restam {1}; está truncado ou danificado, obtenha uma cópia completa</translation>
    </message>
    <message>
        <location filename="imaging/formats/dicom.py"/>
        <source>is a deflated DICOM file; save it unpacked, for example with dcmconv</source>
        <translation>é um arquivo DICOM comprimido (deflate); salve-o descomprimido, por exemplo com dcmconv</translation>
    </message>
    <message>
        <location filename="imaging/formats/dicom.py"/>
        <source>holds a frame of {0} where {1} is announced</source>
        <translation>contém um quadro de {0}, mas anuncia {1}</translation>
    </message>
    <message>
        <location filename="imaging/formats/dicom.py"/>
        <source>is a DICOM image in {0}; save it as grey or RGB</source>
        <translation>é uma imagem DICOM em {0}; salve-a em cinza ou RGB</translation>
    </message>
    <message>
        <location filename="imaging/formats/dicom.py"/>
        <source>stores {0} bits a sample; 1, 8, 16 and 32 are read</source>
        <translation>guarda {0} bits por amostra; só são lidos 1, 8, 16 e 32</translation>
    </message>
    <message>
        <location filename="imaging/formats/dicom.py"/>
        <source>announces an element of {0} bytes where {1} are left; it is cut short or damaged, get a whole copy of it</source>
        <translation>anuncia um elemento de {0} bytes, mas restam {1}; está truncado ou danificado, obtenha uma cópia completa</translation>
    </message>
    <message>
        <location filename="imaging/formats/dicom.py"/>
        <source>is a DICOM file without an image; give one that has pixels</source>
        <translation>é um arquivo DICOM sem imagem; informe um que tenha pixels</translation>
    </message>
    <message>
        <location filename="imaging/formats/dicom.py"/>
        <source>of the file</source>
        <translation>do arquivo</translation>
    </message>
    <message>
        <location filename="imaging/formats/dicom.py"/>
        <source>cannot be decoded: its pixels are packed as {0}; save it unpacked, for example with dcmdjpeg or gdcmconv --raw</source>
        <translation>não pode ser decodificado: os pixels estão compactados como {0}; salve-o descompactado, por exemplo com dcmdjpeg ou gdcmconv --raw</translation>
    </message>
    <message>
        <location filename="imaging/formats/nifti.py"/>
        <source>its orientation is unknown: slices are shown as they are stored</source>
        <translation>sua orientação é desconhecida: as fatias aparecem como estão armazenadas</translation>
    </message>
    <message>
        <location filename="imaging/formats/nifti.py"/>
        <source>sagittal, from left to right</source>
        <translation>sagital, da esquerda para a direita</translation>
    </message>
    <message>
        <location filename="imaging/formats/nifti.py"/>
        <source>coronal, from posterior to anterior</source>
        <translation>coronal, de posterior a anterior</translation>
    </message>
    <message>
        <location filename="imaging/formats/nifti.py"/>
        <source>axial, from inferior to superior</source>
        <translation>axial, de inferior a superior</translation>
    </message>
    <message>
        <location filename="imaging/formats/nifti.py"/>
        <source>reading NIfTI volumes</source>
        <translation>ler volumes NIfTI</translation>
    </message>
    <message>
        <location filename="imaging/formats/nifti.py"/>
        <location filename="imaging/formats/opening.py"/>
        <source>NIfTI</source>
        <translation>NIfTI</translation>
    </message>
    <message>
        <location filename="imaging/formats/nifti.py"/>
        <source>is cut short: it announces {0} bytes and has {1}; get a whole copy of it</source>
        <translation>está truncado: anuncia {0} bytes e tem {1}; obtenha uma cópia completa</translation>
    </message>
    <message>
        <location filename="imaging/formats/nifti.py"/>
        <source>is compressed by gzip and holds no NIfTI volume; decompress it</source>
        <translation>está comprimido com gzip e não contém um volume NIfTI; descomprima-o</translation>
    </message>
    <message>
        <location filename="imaging/formats/nifti.py"/>
        <source>is a NIfTI header whose voxels are in another file; save it as one .nii</source>
        <translation>é um cabeçalho NIfTI cujos voxels estão em outro arquivo; salve tudo em um só .nii</translation>
    </message>
    <message>
        <location filename="imaging/formats/nifti.py"/>
        <source>announces {0} axes where NIfTI has 1 to 7; it is damaged</source>
        <translation>anuncia {0} eixos, e NIfTI tem de 1 a 7; está danificado</translation>
    </message>
    <message>
        <location filename="imaging/formats/nifti.py"/>
        <source>has no voxels (shape {0})</source>
        <translation>não tem voxels (formato {0})</translation>
    </message>
    <message>
        <location filename="imaging/formats/nifti.py"/>
        <source>announces its voxels at byte {0}; it is damaged</source>
        <translation>anuncia os voxels no byte {0}; está danificado</translation>
    </message>
    <message>
        <location filename="imaging/formats/nifti.py"/>
        <source>axis {0} of the file</source>
        <translation>eixo {0} do arquivo</translation>
    </message>
    <message>
        <location filename="imaging/formats/nifti.py"/>
        <location filename="imaging/formats/opening.py"/>
        <source>is too large: {0} bytes where {1} is the limit; crop it, or raise ReadLimits.max_bytes</source>
        <translation>é grande demais: {0} bytes, e o limite é {1}; recorte ou aumente ReadLimits.max_bytes</translation>
    </message>
    <message>
        <location filename="imaging/formats/nifti.py"/>
        <location filename="imaging/formats/plain.py"/>
        <location filename="imaging/formats/png.py"/>
        <location filename="imaging/formats/tiff.py"/>
        <location filename="imaging/formats/tiff_regions.py"/>
        <source>is cut short; get a whole copy of it</source>
        <translation>está truncado; obtenha uma cópia completa</translation>
    </message>
    <message>
        <location filename="imaging/formats/nifti.py"/>
        <source>is damaged ({0}); get a whole copy of it</source>
        <translation>está danificado ({0}); obtenha uma cópia completa</translation>
    </message>
    <message>
        <location filename="imaging/formats/nifti.py"/>
        <source>is cut short by {0} bytes; get a whole copy of it</source>
        <translation>está truncado em {0} bytes; obtenha uma cópia completa</translation>
    </message>
    <message>
        <location filename="imaging/formats/ome_zarr.py"/>
        <location filename="imaging/formats/opening.py"/>
        <source>OME-Zarr</source>
        <translation>OME-Zarr</translation>
    </message>
    <message>
        <location filename="imaging/formats/ome_zarr.py"/>
        <source>has chunks of {0} ({1} bytes where {2} is the limit); save it with smaller chunks</source>
        <translation>tem blocos (chunks) de {0} ({1} bytes, e o limite é {2}); salve com blocos menores</translation>
    </message>
    <message>
        <location filename="imaging/formats/opening.py"/>
        <source>has the suffix {0}; save it as one of {1}</source>
        <translation>tem o sufixo {0}; salve com um destes: {1}</translation>
    </message>
    <message>
        <location filename="imaging/formats/opening.py"/>
        <source>is {0}; give an image file</source>
        <translation>é {0}; informe um arquivo de imagem</translation>
    </message>
    <message>
        <location filename="imaging/formats/opening.py"/>
        <source>is the metadata of a Zarr folder; give the folder, such as X.ome.zarr</source>
        <translation>são os metadados de uma pasta Zarr; informe a pasta, como X.ome.zarr</translation>
    </message>
    <message>
        <location filename="imaging/formats/opening.py"/>
        <source>is empty (0 bytes); get a whole copy of it</source>
        <translation>está vazio (0 bytes); obtenha uma cópia completa</translation>
    </message>
    <message>
        <location filename="imaging/formats/opening.py"/>
        <source>its content is none of {0}; it is damaged or not an image</source>
        <translation>seu conteúdo não é nenhum destes: {0}; está danificado ou não é uma imagem</translation>
    </message>
    <message>
        <location filename="imaging/formats/opening.py"/>
        <source>read as {0}, the format of its content</source>
        <translation>lido como {0}, o formato do seu conteúdo</translation>
    </message>
    <message>
        <location filename="imaging/formats/opening.py"/>
        <source>there is no such file; check the path</source>
        <translation>esse arquivo não existe; confira o caminho</translation>
    </message>
    <message>
        <location filename="imaging/formats/opening.py"/>
        <source>cannot be opened: {0}</source>
        <translation>não pode ser aberto: {0}</translation>
    </message>
    <message>
        <location filename="imaging/formats/opening.py"/>
        <source>is not a path: {0}</source>
        <translation>não é um caminho: {0}</translation>
    </message>
    <message>
        <location filename="imaging/formats/opening.py"/>
        <source>has no picture {0} beside the slide; it has {1}</source>
        <translation>não tem imagem {0} junto da lâmina; tem {1}</translation>
    </message>
    <message>
        <location filename="imaging/formats/opening.py"/>
        <source>cannot be decoded as {0} ({1}); it is damaged, cut short or of a rare kind: save it again, for example as PNG</source>
        <translation>não pode ser decodificado como {0} ({1}); está danificado, truncado ou é de um tipo raro: salve de novo, por exemplo em PNG</translation>
    </message>
    <message>
        <location filename="imaging/formats/photos.py"/>
        <source>lacks the data of about {0} % of its rows, from row {1} of {2}</source>
        <translation>não tem os dados de cerca de {0} % das linhas, a partir da linha {1} de {2}</translation>
    </message>
    <message>
        <location filename="imaging/formats/photos.py"/>
        <source>has more than {0} scans, {1} segments, or {2} bytes between them; save it again, for example as PNG</source>
        <translation>tem mais de {0} varreduras (scans), {1} segmentos ou {2} bytes entre eles; salve de novo, por exemplo em PNG</translation>
    </message>
    <message>
        <location filename="imaging/formats/photos.py"/>
        <source>is a JPEG in {0}; save it as RGB or grey</source>
        <translation>é um JPEG em {0}; salve em RGB ou cinza</translation>
    </message>
    <message>
        <location filename="imaging/formats/photos.py"/>
        <source>has {0} scans where {1} is the limit at its size; save it again, not progressive</source>
        <translation>tem {0} varreduras (scans), e o limite é {1} para o seu tamanho; salve de novo, não progressivo</translation>
    </message>
    <message>
        <location filename="imaging/formats/photos.py"/>
        <source>is damaged: it {0}; get a whole copy of it</source>
        <translation>está danificado: {0}; obtenha uma cópia completa</translation>
    </message>
    <message>
        <location filename="imaging/formats/photos.py"/>
        <source>is damaged: it has more restart markers than pixels</source>
        <translation>está danificado: tem mais marcadores de reinício que pixels</translation>
    </message>
    <message>
        <location filename="imaging/formats/photos.py"/>
        <source>is damaged: parts of its data are missing; get a whole copy of it</source>
        <translation>está danificado: faltam partes dos dados; obtenha uma cópia completa</translation>
    </message>
    <message>
        <location filename="imaging/formats/photos.py"/>
        <source>EXIF data cannot be read: no orientation applied</source>
        <translation>não é possível ler os dados EXIF: nenhuma orientação aplicada</translation>
    </message>
    <message>
        <location filename="imaging/formats/plain.py"/>
        <source>is NPY version {0}; save a plain array of numbers</source>
        <translation>é NPY versão {0}; salve uma matriz simples de números</translation>
    </message>
    <message>
        <location filename="imaging/formats/plain.py"/>
        <source>holds object samples, which are never unpickled; save plain numbers (in Cellpose: the masks as PNG or TIFF)</source>
        <translation>contém amostras que são objetos, que nunca são desserializadas; salve números simples (no Cellpose: as máscaras em PNG ou TIFF)</translation>
    </message>
    <message>
        <location filename="imaging/formats/plain.py"/>
        <source>has shape {0}; an image is (height, width[, channels])</source>
        <translation>tem o formato {0}; uma imagem é (altura, largura[, canais])</translation>
    </message>
    <message>
        <location filename="imaging/formats/plain.py"/>
        <source>has samples outside 0..{0}, its own range; it is damaged</source>
        <translation>tem amostras fora de 0..{0}, sua própria faixa; está danificado</translation>
    </message>
    <message>
        <location filename="imaging/formats/plain.py"/>
        <source>has no PNM header; it is damaged or cut short</source>
        <translation>não tem cabeçalho PNM; está danificado ou truncado</translation>
    </message>
    <message>
        <location filename="imaging/formats/plain.py"/>
        <source>has {0} as its largest value; PNM allows 1 to {1}</source>
        <translation>tem {0} como maior valor; PNM permite de 1 a {1}</translation>
    </message>
    <message>
        <location filename="imaging/formats/png.py"/>
        <source>has no PNG header; it is damaged or cut short, get a whole copy of it</source>
        <translation>não tem cabeçalho PNG; está danificado ou truncado, obtenha uma cópia completa</translation>
    </message>
    <message>
        <location filename="imaging/formats/png.py"/>
        <source>has an unknown PNG header (depth {0}, colour type {1}, methods {2}); it is damaged, get a whole copy of it</source>
        <translation>tem um cabeçalho PNG desconhecido (profundidade {0}, tipo de cor {1}, métodos {2}); está danificado, obtenha uma cópia completa</translation>
    </message>
    <message>
        <location filename="imaging/formats/png.py"/>
        <source>transparency dropped</source>
        <translation>transparência descartada</translation>
    </message>
    <message>
        <location filename="imaging/formats/png.py"/>
        <source>has no palette for its indices; it is damaged, get a whole copy of it</source>
        <translation>não tem paleta para seus índices; está danificado, obtenha uma cópia completa</translation>
    </message>
    <message>
        <location filename="imaging/formats/png.py"/>
        <source>is damaged or cut short in {0}; get a whole copy of it</source>
        <translation>está danificado ou truncado em {0}; obtenha uma cópia completa</translation>
    </message>
    <message>
        <location filename="imaging/formats/slides.py"/>
        <source>reading this kind of slide</source>
        <translation>ler este tipo de lâmina</translation>
    </message>
    <message>
        <location filename="imaging/formats/slides.py"/>
        <source>read by openslide ({0})</source>
        <translation>lido com openslide ({0})</translation>
    </message>
    <message>
        <location filename="imaging/formats/slides.py"/>
        <location filename="imaging/formats/tiff_levels.py"/>
        <source>left out: {0}</source>
        <translation>deixado de fora: {0}</translation>
    </message>
    <message>
        <location filename="imaging/formats/tiff.py"/>
        <source>is a TIFF in {0}; save it as RGB or grey</source>
        <translation>é um TIFF em {0}; salve em RGB ou cinza</translation>
    </message>
    <message>
        <location filename="imaging/formats/tiff.py"/>
        <source>holds {0} pages (axes {1}, shape {2}) that are not a stack of images; save one image per page</source>
        <translation>contém {0} páginas (eixos {1}, formato {2}) que não são uma pilha de imagens; salve uma imagem por página</translation>
    </message>
    <message>
        <location filename="imaging/formats/tiff.py"/>
        <source>is too large: {0} bytes of an image where {1} is the limit; crop it, or raise ReadLimits.max_bytes</source>
        <translation>é grande demais: {0} bytes de uma imagem, e o limite é {1}; recorte ou aumente ReadLimits.max_bytes</translation>
    </message>
    <message>
        <location filename="imaging/formats/tiff.py"/>
        <source>is decoded in parts of {0} bytes where {1} is the limit; save one image per page, or raise ReadLimits.max_bytes</source>
        <translation>é decodificado em partes de {0} bytes, e o limite é {1}; salve uma imagem por página ou aumente ReadLimits.max_bytes</translation>
    </message>
    <message>
        <location filename="imaging/formats/tiff.py"/>
        <source>has more than {0} pages; split it, or raise ReadLimits.max_pages</source>
        <translation>tem mais de {0} páginas; divida o arquivo ou aumente ReadLimits.max_pages</translation>
    </message>
    <message>
        <location filename="imaging/formats/tiff.py"/>
        <source>lacks pages that it announces; get a whole copy of it</source>
        <translation>não tem todas as páginas que anuncia; obtenha uma cópia completa</translation>
    </message>
    <message>
        <location filename="imaging/formats/tiff.py"/>
        <source>has pages that differ in size from the first; it is damaged</source>
        <translation>tem páginas de tamanho diferente do da primeira; está danificado</translation>
    </message>
    <message>
        <location filename="imaging/formats/tiff_levels.py"/>
        <location filename="imaging/formats/zarr_metadata.py"/>
        <source>first of {0} images in the file read</source>
        <translation>lida a primeira de {0} imagens do arquivo</translation>
    </message>
    <message>
        <location filename="imaging/formats/tiff_regions.py"/>
        <source>is stored turned (orientation {0})</source>
        <translation>está armazenado girado (orientação {0})</translation>
    </message>
    <message>
        <location filename="imaging/formats/tiff_regions.py"/>
        <source>has {0} x {1} pixels compressed as one ({2} bytes where {3} is the limit)</source>
        <translation>tem {0} x {1} pixels comprimidos juntos ({2} bytes, e o limite é {3})</translation>
    </message>
    <message>
        <location filename="imaging/formats/tiff_regions.py"/>
        <source>is damaged: {0} bytes stand for {1} of samples</source>
        <translation>está danificado: {0} bytes representam {1} de amostras</translation>
    </message>
    <message>
        <location filename="imaging/formats/zarr_metadata.py"/>
        <source>reading OME-Zarr</source>
        <translation>ler OME-Zarr</translation>
    </message>
    <message>
        <location filename="imaging/formats/zarr_metadata.py"/>
        <source>is a Zarr group without an OME-Zarr image; give the folder of the image</source>
        <translation>é um grupo Zarr sem imagem OME-Zarr; informe a pasta da imagem</translation>
    </message>
    <message>
        <location filename="imaging/formats/zarr_metadata.py"/>
        <source>has channels as its rows or columns; save it with axes c, y, x</source>
        <translation>tem canais como linhas ou colunas; salve com os eixos c, y, x</translation>
    </message>
    <message>
        <location filename="imaging/formats/zarr_metadata.py"/>
        <source>is a single Zarr array; give the folder of an OME-Zarr image around it</source>
        <translation>é uma só matriz Zarr; informe a pasta da imagem OME-Zarr que a contém</translation>
    </message>
    <message>
        <location filename="imaging/formats/zarr_metadata.py"/>
        <source>is OME-Zarr {0}; versions 0.4 and 0.5 are read: convert it</source>
        <translation>é OME-Zarr {0}; são lidas as versões 0.4 e 0.5: converta</translation>
    </message>
    <message>
        <location filename="imaging/formats/zarr_metadata.py"/>
        <source>lacks the array {0} that its metadata name; it is half written: get a whole copy of it</source>
        <translation>não tem a matriz {0}, que os metadados citam; foi gravado pela metade: obtenha uma cópia completa</translation>
    </message>
    <message>
        <location filename="imaging/formats/zarr_metadata.py"/>
        <source>is the {0} of a screen; give one image of it, such as A/1/0</source>
        <translation>é {0} de um ensaio (screen); informe uma imagem dele, como A/1/0</translation>
    </message>
    <message>
        <location filename="imaging/formats/zarr_metadata.py"/>
        <source>has no Zarr metadata; it is half written or not a Zarr folder: get a whole copy</source>
        <translation>não tem metadados Zarr; foi gravado pela metade ou não é uma pasta Zarr: obtenha uma cópia completa</translation>
    </message>
    <message>
        <location filename="imaging/formats/zarr_metadata.py"/>
        <source>its OME-Zarr metadata are not valid ({0})</source>
        <translation>seus metadados OME-Zarr não são válidos ({0})</translation>
    </message>
    <message>
        <location filename="imaging/formats/zarr_metadata.py"/>
        <source>has an array of {0} axes where {1} are named</source>
        <translation>tem uma matriz de {0} eixos, mas cita {1}</translation>
    </message>
    <message>
        <location filename="imaging/formats/zarr_metadata.py"/>
        <source>has levels that differ in more than their size; it is damaged</source>
        <translation>tem níveis que diferem em mais que o tamanho; está danificado</translation>
    </message>
    <message>
        <location filename="imaging/formats/zarr_metadata.py"/>
        <source>first of several images in the file read</source>
        <translation>lida a primeira de várias imagens do arquivo</translation>
    </message>
    <message>
        <location filename="imaging/formats/zarr_store.py"/>
        <source>is stored with the codec {0}, which is not read; save it with zstd, blosc or gzip</source>
        <translation>está armazenado com o codec {0}, que não é lido; salve com zstd, blosc ou gzip</translation>
    </message>
    <message>
        <location filename="imaging/formats/zarr_store.py"/>
        <source>is damaged: a chunk is larger than {0} bytes</source>
        <translation>está danificado: um bloco (chunk) tem mais de {0} bytes</translation>
    </message>
    <message>
        <location filename="imaging/formats/zarr_store.py"/>
        <source>has {0} for {1}</source>
        <translation>tem {0} em lugar de {1}</translation>
    </message>
    <message>
        <location filename="imaging/formats/zarr_store.py"/>
        <source>is damaged: {0} has {1} bytes where {2} is the limit</source>
        <translation>está danificado: {0} tem {1} bytes, e o limite é {2}</translation>
    </message>
    <message>
        <location filename="imaging/layout.py"/>
        <source>{0} 0 to {1}{2}</source>
        <translation>{0} de 0 a {1}{2}</translation>
    </message>
    <message>
        <location filename="imaging/layout.py"/>
        <source>has levels 0 to {0}; level {1} is outside: choose another</source>
        <translation>tem os níveis 0 a {0}; o nível {1} está fora: escolha outro</translation>
    </message>
    <message>
        <location filename="imaging/layout.py"/>
        <source>is a stack ({0}); choose images of it, for example {1}</source>
        <translation>é uma pilha ({0}); escolha imagens dela, por exemplo {1}</translation>
    </message>
    <message>
        <location filename="imaging/layout.py"/>
        <source>has no axis {0} to choose on; {1}</source>
        <translation>não tem eixo {0} para escolher; {1}</translation>
    </message>
    <message>
        <location filename="imaging/layout.py"/>
        <source>holds one size and no level {0}; leave the level out</source>
        <translation>tem um só tamanho e nenhum nível {0}; omita o nível</translation>
    </message>
    <message>
        <location filename="imaging/layout.py"/>
        <source>{0} axes</source>
        <translation>{0} eixos</translation>
    </message>
    <message>
        <location filename="imaging/layout.py"/>
        <source>one axis</source>
        <translation>um eixo</translation>
    </message>
    <message>
        <location filename="imaging/layout.py"/>
        <source>is a stack whose images lie at one place of {0}; {1} were given</source>
        <translation>é uma pilha cujas imagens estão cada uma em uma posição de {0}; foi informado {1}</translation>
    </message>
    <message>
        <location filename="imaging/layout.py"/>
        <source>has {0} 0 to {1}; {2} {3} is outside</source>
        <translation>tem {0} de 0 a {1}; {2} {3} está fora</translation>
    </message>
    <message>
        <location filename="imaging/layout.py"/>
        <source>it is one image</source>
        <translation>é uma só imagem</translation>
    </message>
    <message>
        <location filename="imaging/masks.py"/>
        <source>the classes {0}</source>
        <translation>as classes {0}</translation>
    </message>
    <message>
        <location filename="imaging/masks.py"/>
        <source>{0} grey levels {1}..{2} are cut at half of their range ({3})</source>
        <translation>{0} níveis de cinza {1}..{2} são cortados na metade da faixa ({3})</translation>
    </message>
    <message>
        <location filename="imaging/masks.py"/>
        <source>its values {0} are not those of {1}; say what they mean, for example --values {2}; &apos;ignore&apos; leaves pixels out</source>
        <translation>seus valores {0} não são os esperados ({1}); diga o que significam, por exemplo --values {2}; &apos;ignore&apos; deixa pixels de fora</translation>
    </message>
    <message>
        <location filename="imaging/masks.py"/>
        <source>the value {0} of the mask has no class; give it one with --values {1}=CLASS, or leave its pixels out with {2}=ignore</source>
        <translation>o valor {0} da máscara não tem classe; dê uma a ele com --values {1}=CLASS ou deixe seus pixels de fora com {2}=ignore</translation>
    </message>
    <message>
        <location filename="imaging/masks.py"/>
        <source>the mask has class {0}, and the classes are {1}; give its values other classes, or leave them out with VALUE=ignore</source>
        <translation>a máscara tem a classe {0}, e as classes são {1}; dê outras classes aos valores dela ou deixe-os de fora com VALUE=ignore</translation>
    </message>
    <message>
        <location filename="imaging/masks.py"/>
        <source>a mask of one class</source>
        <translation>uma máscara de uma classe</translation>
    </message>
    <message>
        <location filename="imaging/masks.py"/>
        <source>a mask without object classes</source>
        <translation>uma máscara sem classes de objetos</translation>
    </message>
    <message>
        <location filename="imaging/masks.py"/>
        <source>is not a mask: of its {0} grey levels {1}..{2}, {3} of the pixels are dark, {4} bright and {5} between; save it with two values, or choose a cut, for example --values {6}</source>
        <translation>não é uma máscara: dos seus {0} níveis de cinza {1}..{2}, {3} dos pixels são escuros, {4} claros e {5} intermediários; salve com dois valores ou escolha um corte, por exemplo --values {6}</translation>
    </message>
    <message>
        <location filename="imaging/masks.py"/>
        <source>its values number objects, all taken as class {0}</source>
        <translation>seus valores numeram objetos, todos tomados como classe {0}</translation>
    </message>
    <message>
        <location filename="imaging/masks.py"/>
        <source>is a JPEG, which changes values, and not a mask of {0}; save it as PNG, or give ranges, for example --values {1}</source>
        <translation>é um JPEG, que altera os valores, e não uma máscara exata ({0}); salve em PNG ou informe faixas, por exemplo --values {1}</translation>
    </message>
    <message>
        <location filename="imaging/orientation.py"/>
        <source>orientation &apos;{0}&apos;: give exif (masks and markers are upright) or stored (they are as the image is stored)</source>
        <translation>orientação &apos;{0}&apos;: informe exif (máscaras e marcadores estão na posição correta) ou stored (estão como a imagem armazenada)</translation>
    </message>
    <message>
        <location filename="imaging/orientation.py"/>
        <source>{0}: turned with the image by EXIF</source>
        <translation>{0}: girado com a imagem pelo EXIF</translation>
    </message>
    <message>
        <location filename="imaging/orientation.py"/>
        <source>orientation {0}: EXIF turns no image that has markers or a mask; leave it out</source>
        <translation>orientação {0}: o EXIF não gira nenhuma imagem que tenha marcadores ou máscara; omita</translation>
    </message>
    <message>
        <location filename="imaging/orientation.py"/>
        <source>not turned</source>
        <translation>não girado</translation>
    </message>
    <message>
        <location filename="imaging/orientation.py"/>
        <source>turned with the image</source>
        <translation>girado com a imagem</translation>
    </message>
    <message>
        <location filename="imaging/orientation.py"/>
        <source>{0}: {1} the image as stored and as turned by EXIF; {2} (--orientation {3}), choose {4} if that is wrong</source>
        <translation>{0}: {1} para a imagem como armazenada e como girada pelo EXIF; {2} (--orientation {3}), escolha {4} se estiver errado</translation>
    </message>
    <message>
        <location filename="imaging/pictures.py"/>
        <source>class {0} has no colour; give one to every class</source>
        <translation>a classe {0} não tem cor; dê uma a cada classe</translation>
    </message>
    <message>
        <location filename="imaging/pictures.py"/>
        <source>no pictures to arrange in a grid; give at least one</source>
        <translation>não há imagens para dispor em uma grade; informe pelo menos uma</translation>
    </message>
    <message>
        <location filename="imaging/read.py"/>
        <source>inverted: white is zero in the file</source>
        <translation>invertido: branco é zero no arquivo</translation>
    </message>
    <message>
        <location filename="imaging/read.py"/>
        <source>alpha channel dropped</source>
        <translation>canal alfa descartado</translation>
    </message>
    <message>
        <location filename="imaging/read.py"/>
        <source>EXIF orientation {0} applied</source>
        <translation>orientação EXIF {0} aplicada</translation>
    </message>
    <message>
        <location filename="imaging/read.py"/>
        <source>has channels 0 to {0}; channel {1} is outside</source>
        <translation>tem os canais 0 a {0}; o canal {1} está fora</translation>
    </message>
    <message>
        <location filename="imaging/read.py"/>
        <source>is not a mask: its {0} channels differ; save it as a grey image</source>
        <translation>não é uma máscara: seus {0} canais são diferentes; salve como imagem em cinza</translation>
    </message>
    <message>
        <location filename="imaging/read.py"/>
        <source>is not a mask: {0} values; save it as whole numbers from 0</source>
        <translation>não é uma máscara: valores {0}; salve como números inteiros a partir de 0</translation>
    </message>
    <message>
        <location filename="imaging/read.py"/>
        <source>is not a mask: a value of {0}; save it as numbers from 0</source>
        <translation>não é uma máscara: um valor de {0}; salve como números a partir de 0</translation>
    </message>
    <message>
        <location filename="imaging/read.py"/>
        <source>no images in this folder; they end in {0}</source>
        <translation>nenhuma imagem nesta pasta; os nomes terminam em {0}</translation>
    </message>
    <message>
        <location filename="imaging/read.py"/>
        <source>values {0}..{1} spread over the range of {2}</source>
        <translation>valores {0}..{1} espalhados pela faixa de {2}</translation>
    </message>
    <message>
        <location filename="imaging/regions.py"/>
        <source>{0} and is too large to be read whole; save it upright and tiled</source>
        <translation>{0} e é grande demais para ser lido inteiro; salve na posição correta e em ladrilhos</translation>
    </message>
    <message>
        <location filename="imaging/scaling.py"/>
        <source>uses under 1 % of the range {0}..{1} of {2}, so learning sees little contrast</source>
        <translation>usa menos de 1 % da faixa {0}..{1} de {2}, então o aprendizado vê pouco contraste</translation>
    </message>
    <message>
        <location filename="imaging/scaling.py"/>
        <source>{0}; choose a window (--window {1} {2})</source>
        <translation>{0}; escolha uma faixa de valores (--window {1} {2})</translation>
    </message>
    <message>
        <location filename="imaging/scaling.py"/>
        <source>holds {0} pixels; save it as integers of up to 32 bits or as floats in [0, 1]</source>
        <translation>contém pixels {0}; salve como inteiros de até 32 bits ou como números em [0, 1]</translation>
    </message>
    <message>
        <location filename="imaging/scaling.py"/>
        <source>holds floats from {0} to {1}, where [0, 1] is expected; choose a window (--window LOW HIGH), or save it as uint8 or uint16</source>
        <translation>contém números de {0} a {1}, mas são esperados em [0, 1]; escolha uma faixa de valores (--window LOW HIGH) ou salve em uint8 ou uint16</translation>
    </message>
    <message>
        <location filename="imaging/scaling.py"/>
        <source>holds {0} values that are NaN or infinite; replace them</source>
        <translation>contém {0} valores NaN ou infinitos; substitua-os</translation>
    </message>
    <message>
        <location filename="imaging/slide_pixels.py"/>
        <source>{0}: is too large to be read whole; use a lower level</source>
        <translation>{0}: é grande demais para ser lido inteiro; use um nível de menor resolução</translation>
    </message>
    <message>
        <location filename="imaging/slide_pixels.py"/>
        <source>{0}: can only be read whole</source>
        <translation>{0}: só pode ser lido inteiro</translation>
    </message>
    <message>
        <location filename="imaging/slide_pixels.py"/>
        <source>{0}: can only be read whole; save it as a tiled TIFF or OME-Zarr</source>
        <translation>{0}: só pode ser lido inteiro; salve como TIFF em ladrilhos ou OME-Zarr</translation>
    </message>
    <message>
        <location filename="imaging/slide_pixels.py"/>
        <source>{0}: a part of {1} x {2} pixels is too large to be read at once</source>
        <translation>{0}: uma parte de {1} x {2} pixels é grande demais para ser lida de uma vez</translation>
    </message>
    <message>
        <location filename="imaging/truth.py"/>
        <source>no object by the label values {0}</source>
        <translation>nenhum objeto pelos valores dos rótulos {0}</translation>
    </message>
    <message>
        <location filename="imaging/truth.py"/>
        <source>{0}: is {1} x {2} pixels and its image {3} x {4}; they must agree</source>
        <translation>{0}: tem {1} x {2} pixels, e sua imagem, {3} x {4}; devem coincidir</translation>
    </message>
    <message>
        <location filename="imaging/truth.py"/>
        <source>{0} leaves all pixels out; give some value a class</source>
        <translation>{0} deixa todos os pixels de fora; dê uma classe a algum valor</translation>
    </message>
    <message>
        <location filename="imaging/truth.py"/>
        <source>is not a mask: many neighbouring values differ, as in saliency maps; give the masks, with one value for each object or class</source>
        <translation>não é uma máscara: muitos valores vizinhos diferem, como em mapas de saliência; informe as máscaras, com um valor para cada objeto ou classe</translation>
    </message>
    <message>
        <location filename="imaging/write.py"/>
        <source>{0}: {1} x {2} pixels; a PNG has at most {3} a side</source>
        <translation>{0}: {1} x {2} pixels; um PNG tem no máximo {3} de lado</translation>
    </message>
    <message>
        <location filename="imaging/write.py"/>
        <source>holds NaN, which has no intensity; replace it</source>
        <translation>contém NaN, que não tem intensidade; substitua</translation>
    </message>
    <message>
        <location filename="imaging/write.py"/>
        <source>{0}: {1} of shape {2} cannot be a PNG; give grey or RGB in uint8 or uint16</source>
        <translation>{0}: {1} de formato {2} não pode ser um PNG; informe cinza ou RGB em uint8 ou uint16</translation>
    </message>
    <message>
        <location filename="imaging/write.py"/>
        <source>{0} rows of shape {1} in a PNG of {2} that is {3} pixels wide; give rows like the others</source>
        <translation>{0} linhas de formato {1} em um PNG de {2} com {3} pixels de largura; informe linhas como as outras</translation>
    </message>
    <message>
        <location filename="imaging/write.py"/>
        <source>{0} rows in a PNG of {1}; give every row once</source>
        <translation>{0} linhas em um PNG de {1}; informe cada linha uma vez</translation>
    </message>
    <message>
        <location filename="imaging/write_ome_zarr.py"/>
        <source>writing OME-Zarr</source>
        <translation>gravar OME-Zarr</translation>
    </message>
    <message>
        <location filename="imaging/write_ome_zarr.py"/>
        <source>{0}: exists and is no OME-Zarr folder; move it, or choose another folder</source>
        <translation>{0}: existe e não é uma pasta OME-Zarr; mova-a ou escolha outra pasta</translation>
    </message>
    <message>
        <location filename="model/batches/decode.py"/>
        <source>predicting {0} in tiles</source>
        <translation>predizendo {0} em ladrilhos</translation>
    </message>
    <message>
        <location filename="model/batches/decode.py"/>
        <source>division into tiles</source>
        <translation>divisão em ladrilhos</translation>
    </message>
    <message>
        <location filename="model/batches/decode.py"/>
        <source>{0} of {1} tiles</source>
        <translation>{0} de {1} ladrilhos</translation>
    </message>
    <message>
        <location filename="model/batches/decode.py"/>
        <source>{0}: goes on after {1} of an earlier run</source>
        <translation>{0}: continua após {1} de uma execução anterior</translation>
    </message>
    <message>
        <location filename="model/batches/store.py"/>
        <source>{0} bytes of sums for {1}</source>
        <translation>{0} bytes de somas para {1}</translation>
    </message>
    <message>
        <location filename="model/batches/work.py"/>
        <source>what was computed is kept</source>
        <translation>o que foi computado é mantido</translation>
    </message>
    <message>
        <location filename="model/batches/work.py"/>
        <source>{0}: begins afresh, since an earlier run that stopped had another {1}</source>
        <translation>{0}: começa do zero, pois uma execução anterior interrompida difere em: {1}</translation>
    </message>
    <message>
        <location filename="model/batches/work.py"/>
        <location filename="project/files.py"/>
        <source>{0}: is a link, which must not be there; delete it</source>
        <translation>{0}: é um link, que não pode estar ali; exclua-o</translation>
    </message>
    <message>
        <location filename="model/batches/work.py"/>
        <source>{0}: is {1}, which must not be there; delete it</source>
        <translation>{0}: é {1}, que não pode estar ali; exclua</translation>
    </message>
    <message>
        <location filename="model/batches/work.py"/>
        <source>{0}: another program is predicting this image; wait for it, or choose another folder</source>
        <translation>{0}: outro programa está predizendo esta imagem; espere por ele ou escolha outra pasta</translation>
    </message>
    <message>
        <location filename="model/decoding.py"/>
        <source>the project decodes block {0} and the architecture has {1}; choose a block that exists</source>
        <translation>o projeto decodifica o bloco {0}, e a arquitetura tem {1}; escolha um bloco que exista</translation>
    </message>
    <message>
        <location filename="model/decoding.py"/>
        <source>decoder {0} has no weights; give one for each kernel of its block, or choose another decoder</source>
        <translation>o decodificador {0} não tem pesos; informe um para cada kernel do seu bloco ou escolha outro decodificador</translation>
    </message>
    <message>
        <location filename="model/decoding.py"/>
        <source>scale {0}: choose from {1}</source>
        <translation>escala {0}: escolha entre {1}</translation>
    </message>
    <message>
        <location filename="model/decoding.py"/>
        <source>decoder {0} gives a probability, which has one scale; leave the scale out, or choose another decoder</source>
        <translation>o decodificador {0} dá uma probabilidade, que tem uma só escala; omita a escala ou escolha outro decodificador</translation>
    </message>
    <message>
        <location filename="model/decoding.py"/>
        <source>block {0} names a block twice; blocks must differ</source>
        <translation>o bloco {0} cita um bloco duas vezes; os blocos devem ser diferentes</translation>
    </message>
    <message>
        <location filename="model/decoding.py"/>
        <source>there is no block {0}; blocks count from 1</source>
        <translation>não há bloco {0}; os blocos contam a partir de 1</translation>
    </message>
    <message>
        <location filename="model/decoding.py"/>
        <source>decoder {0} decodes one block, since its weights belong to one block&apos;s kernels; blocks {1} cannot be fused with it</source>
        <translation>o decodificador {0} decodifica um só bloco, pois seus pesos pertencem aos kernels de um bloco; os blocos {1} não podem ser combinados com ele</translation>
    </message>
    <message>
        <location filename="model/decoding.py"/>
        <source>decoder {0} has no scale of training images; build a project with the scale &apos;training&apos;, or use the scale &apos;image&apos;</source>
        <translation>o decodificador {0} não tem escala das imagens de treino; construa um projeto com a escala &apos;training&apos; ou use a escala &apos;image&apos;</translation>
    </message>
    <message>
        <location filename="model/decoding.py"/>
        <source>block {0}: give a number from 1, or numbers joined by + to fuse their blocks (&apos;evaluate&apos; also takes &apos;all&apos;)</source>
        <translation>bloco {0}: informe um número a partir de 1, ou números unidos por + para combinar seus blocos (&apos;evaluate&apos; também aceita &apos;all&apos;)</translation>
    </message>
    <message>
        <location filename="model/document.py"/>
        <source>{0}: no model here ({1} is missing); make one with &apos;flimbuilder build PROJECT --out MODEL&apos;</source>
        <translation>{0}: não há modelo aqui ({1} está ausente); faça um com &apos;flimbuilder build PROJECT --out MODEL&apos;</translation>
    </message>
    <message>
        <location filename="model/document.py"/>
        <source>{0}: written by a newer flimbuilder (schema {1}, this one reads {2}); update flimbuilder</source>
        <translation>{0}: gravado por um flimbuilder mais novo (esquema {1}, este lê {2}); atualize o flimbuilder</translation>
    </message>
    <message>
        <location filename="model/document.py"/>
        <source>{0}: training_levels: does not fit the blocks, kernels and classes; build the model again</source>
        <translation>{0}: training_levels: não combina com os blocos, kernels e classes; construa o modelo de novo</translation>
    </message>
    <message>
        <location filename="model/document.py"/>
        <source>{0}: blocks: {1} are described and the architecture has {2}; build the model again</source>
        <translation>{0}: blocks: {1} estão descritos, e a arquitetura tem {2}; construa o modelo de novo</translation>
    </message>
    <message>
        <location filename="model/document.py"/>
        <source>{0}: input.standardise: {1} differs from architecture.standardise {2}; build the model again</source>
        <translation>{0}: input.standardise: {1} difere de architecture.standardise {2}; construa o modelo de novo</translation>
    </message>
    <message>
        <location filename="model/document.py"/>
        <source>{0}: decoder: {1} decodes all {2} blocks to at least one object class; train the model again</source>
        <translation>{0}: decoder: {1} decodifica todos os {2} blocos em pelo menos uma classe de objeto; treine o modelo de novo</translation>
    </message>
    <message>
        <location filename="model/document.py"/>
        <source>block {0} has no kernel {1}; its kernels are 0 to {2}</source>
        <translation>o bloco {0} não tem kernel {1}; seus kernels são 0 a {2}</translation>
    </message>
    <message>
        <location filename="model/document.py"/>
        <source>class {0} is not an object class; choose from {1}</source>
        <translation>a classe {0} não é uma classe de objeto; escolha entre {1}</translation>
    </message>
    <message>
        <location filename="model/document.py"/>
        <source>{0}; build the model again</source>
        <translation>{0}; construa o modelo de novo</translation>
    </message>
    <message>
        <location filename="model/document.py"/>
        <source>{0}: cannot be read: {1}</source>
        <translation>{0}: não pode ser lido: {1}</translation>
    </message>
    <message>
        <location filename="model/document.py"/>
        <source>{0}: {1}.block: {2} is no block of 1..{3}; build the model again</source>
        <translation>{0}: {1}.block: {2} não é um bloco de 1..{3}; construa o modelo de novo</translation>
    </message>
    <message>
        <location filename="model/document.py"/>
        <source>{0}: {1}.fused: {2} is no block of 1..{3}; build the model again</source>
        <translation>{0}: {1}.fused: {2} não é um bloco de 1..{3}; construa o modelo de novo</translation>
    </message>
    <message>
        <location filename="model/first_blocks.py"/>
        <source>start from a model again</source>
        <translation>comece de um modelo de novo</translation>
    </message>
    <message>
        <location filename="model/first_blocks.py"/>
        <source>{0}: {1} is for imported models only, and a project can&apos;t continue such a model; choose one that flimbuilder built</source>
        <translation>{0}: {1} é só para modelos importados, e um projeto não pode continuar um modelo assim; escolha um que o flimbuilder construiu</translation>
    </message>
    <message>
        <location filename="model/first_blocks.py"/>
        <source>{0} blocks of {1}: give 1 to {2}, which the model has</source>
        <translation>{0} blocos de {1}: informe de 1 a {2}, que o modelo tem</translation>
    </message>
    <message>
        <location filename="model/first_blocks.py"/>
        <source>{0}: is the project&apos;s own model, which its next build replaces; copy the folder, and start from the copy</source>
        <translation>{0}: é o modelo do próprio projeto, que a próxima construção substitui; copie a pasta e comece da cópia</translation>
    </message>
    <message>
        <location filename="model/first_blocks.py"/>
        <source>{0}: the model that the encoder begins with is missing; put it back, or {1}</source>
        <translation>{0}: o modelo com que o codificador começa está ausente; ponha-o de volta, ou {1}</translation>
    </message>
    <message>
        <location filename="model/first_blocks.py"/>
        <source>{0}: has changed since this project took its first blocks (fingerprint {1}, not {2}); {3}</source>
        <translation>{0}: mudou desde que este projeto tomou seus primeiros blocos (impressão digital {1}, não {2}); {3}</translation>
    </message>
    <message>
        <location filename="model/first_blocks.py"/>
        <source>{0}: the encoder begins with its blocks, which read {1} channels, and the training images have {2}; {3}, or use such images</source>
        <translation>{0}: o codificador começa com seus blocos, que leem {1} canais, e as imagens de treino têm {2}; {3}, ou use imagens assim</translation>
    </message>
    <message>
        <location filename="model/first_blocks.py"/>
        <source>{0}: its block {1} differs from that of the architecture, which begins with it; {2}</source>
        <translation>{0}: seu bloco {1} difere do da arquitetura, que começa com ele; {2}</translation>
    </message>
    <message>
        <location filename="model/first_blocks.py"/>
        <source>{0}: is the model that the encoder begins with; write to another folder</source>
        <translation>{0}: é o modelo com que o codificador começa; grave em outra pasta</translation>
    </message>
    <message>
        <location filename="model/first_blocks.py"/>
        <source>{0}: the encoder begins with its blocks, so {1} must be {2} (given: {3})</source>
        <translation>{0}: o codificador começa com seus blocos, então {1} deve ser {2} (informado: {3})</translation>
    </message>
    <message>
        <location filename="model/folder.py"/>
        <source>build the model again</source>
        <translation>construa o modelo de novo</translation>
    </message>
    <message>
        <location filename="model/folder.py"/>
        <source>{0}: is a file; give a folder to write the model to</source>
        <translation>{0}: é um arquivo; informe uma pasta em que gravar o modelo</translation>
    </message>
    <message>
        <location filename="model/folder.py"/>
        <source>{0}: holds files other than a model ({1}) and is left as it is; give a new folder</source>
        <translation>{0}: contém arquivos além de um modelo ({1}) e fica como está; informe uma pasta nova</translation>
    </message>
    <message>
        <location filename="model/folder.py"/>
        <source>{0}: is no dict of tensors; {1}</source>
        <translation>{0}: não é um dicionário de tensores; {1}</translation>
    </message>
    <message>
        <location filename="model/folder.py"/>
        <location filename="tasks/identification/document.py"/>
        <source>is missing</source>
        <translation>está ausente</translation>
    </message>
    <message>
        <location filename="model/folder.py"/>
        <source>is not of this model ({0})</source>
        <translation>não é deste modelo ({0})</translation>
    </message>
    <message>
        <location filename="model/folder.py"/>
        <source>{0}: cannot be listed: {1}</source>
        <translation>{0}: não é possível listar a pasta: {1}</translation>
    </message>
    <message>
        <location filename="model/folder.py"/>
        <source>{0}: cannot be read: {1}; {2}</source>
        <translation>{0}: não pode ser lido: {1}; {2}</translation>
    </message>
    <message>
        <location filename="model/folder.py"/>
        <source>{0}: cannot be read ({1}); {2}</source>
        <translation>{0}: não pode ser lido ({1}); {2}</translation>
    </message>
    <message>
        <location filename="model/folder.py"/>
        <source>{0}: {1} is {2} of shape {3}, but {4} declares float32 {5}; {6}</source>
        <translation>{0}: {1} é {2} de formato {3}, mas {4} declara float32 {5}; {6}</translation>
    </message>
    <message>
        <location filename="model/folder.py"/>
        <source>{0}: {1} has NaN or infinite values; {2}</source>
        <translation>{0}: {1} tem valores NaN ou infinitos; {2}</translation>
    </message>
    <message>
        <location filename="model/further_training.py"/>
        <source>the network has NaN or infinite weights; train it at a lower rate</source>
        <translation>a rede tem pesos NaN ou infinitos; treine-a com uma taxa menor</translation>
    </message>
    <message>
        <location filename="model/further_training.py"/>
        <source>the network&apos;s blocks have other kernels than the model&apos;s; make it from this model</source>
        <translation>os blocos da rede têm kernels diferentes dos do modelo; faça-a a partir deste modelo</translation>
    </message>
    <message>
        <location filename="model/further_training.py"/>
        <source>the network decodes {0} object classes and the model has {1}; make it with object_classes={2}</source>
        <translation>a rede decodifica {0} classes de objetos, e o modelo tem {1}; faça-a com object_classes={2}</translation>
    </message>
    <message>
        <location filename="model/inference.py"/>
        <source>out of memory</source>
        <translation>memória insuficiente</translation>
    </message>
    <message>
        <location filename="model/inference.py"/>
        <source>device {0} is out of memory with {1} images at once; going on with {2}</source>
        <translation>o dispositivo {0} ficou sem memória com {1} imagens de uma vez; continuando com {2}</translation>
    </message>
    <message>
        <location filename="model/inference.py"/>
        <source>{0}: too large for the memory of device {1}; computed on the CPU, as all images of its size or larger</source>
        <translation>{0}: grande demais para a memória do dispositivo {1}; computada na CPU, como todas as imagens do seu tamanho ou maiores</translation>
    </message>
    <message>
        <location filename="model/inference.py"/>
        <source>{0}: there is not enough memory to encode {1} x {2} pixels; give smaller images, or free some memory</source>
        <translation>{0}: não há memória suficiente para codificar {1} x {2} pixels; informe imagens menores ou libere memória</translation>
    </message>
    <message>
        <location filename="model/large_decoding.py"/>
        <source>The image is too large for one step of its mask: {0}</source>
        <translation>A imagem é grande demais para uma etapa da sua máscara: {0}</translation>
    </message>
    <message>
        <location filename="model/large_decoding.py"/>
        <source>its boundaries are not refined by {0}</source>
        <translation>seus contornos não são refinados por {0}</translation>
    </message>
    <message>
        <location filename="model/large_decoding.py"/>
        <source>its holes are not filled</source>
        <translation>seus buracos não são fechados</translation>
    </message>
    <message>
        <location filename="model/model.py"/>
        <source>{0}: is a project; its model is {1}</source>
        <translation>{0}: é um projeto; seu modelo é {1}</translation>
    </message>
    <message>
        <location filename="model/model.py"/>
        <source>image: has shape {0}; give an array of shape (H, W, C)</source>
        <translation>image: tem o formato {0}; informe uma matriz de formato (H, W, C)</translation>
    </message>
    <message>
        <location filename="model/model.py"/>
        <source>decoder {0} was learned on block {1}; for block {2} build the project with it and these blocks, or choose another decoder</source>
        <translation>o decodificador {0} foi aprendido no bloco {1}; para o bloco {2}, construa o projeto com ele e esses blocos, ou escolha outro decodificador</translation>
    </message>
    <message>
        <location filename="model/model.py"/>
        <source>decoder {0} was trained on the scale {1}; for {2} build the project with this scale</source>
        <translation>o decodificador {0} foi treinado na escala {1}; para {2}, construa o projeto com essa escala</translation>
    </message>
    <message>
        <location filename="model/model.py"/>
        <source>decoder {0} has no weight for each kernel to explain; choose another decoder, such as &apos;lm&apos;</source>
        <translation>o decodificador {0} não tem um peso por kernel para explicar; escolha outro decodificador, como &apos;lm&apos;</translation>
    </message>
    <message>
        <location filename="model/model.py"/>
        <source>decoder {0}: the model has no levels of training images for it on block {1}; build the project with --decoder {2} and --scale training</source>
        <translation>decodificador {0}: o modelo não tem níveis das imagens de treino para ele no bloco {1}; construa o projeto com --decoder {2} e --scale training</translation>
    </message>
    <message>
        <location filename="model/model.py"/>
        <source>{0}: {1} and {2} are not of one model (the fingerprint differs, as after an interrupted build); build the model again</source>
        <translation>{0}: {1} e {2} não são do mesmo modelo (a impressão digital difere, como após uma construção interrompida); construa o modelo de novo</translation>
    </message>
    <message>
        <location filename="model/model.py"/>
        <source>decoder {0} was trained on all {1} blocks; leave the block out, or choose another decoder</source>
        <translation>o decodificador {0} foi treinado em todos os {1} blocos; omita o bloco ou escolha outro decodificador</translation>
    </message>
    <message>
        <location filename="model/segmenter.py"/>
        <source>no masks</source>
        <translation>nenhuma máscara</translation>
    </message>
    <message>
        <location filename="model/segmenter.py"/>
        <source>{0} masks for {1} images</source>
        <translation>{0} máscaras para {1} imagens</translation>
    </message>
    <message>
        <location filename="model/segmenter.py"/>
        <source>decoder {0} is trained on masks, and there are {1}; pass masks, with None for images without one, or choose another decoder</source>
        <translation>o decodificador {0} é treinado com máscaras, e há {1}; passe máscaras, com None para imagens sem uma, ou escolha outro decodificador</translation>
    </message>
    <message>
        <location filename="model/segmenter.py"/>
        <source>mask {0}: has shape {1} and its image {2}; give one label per pixel</source>
        <translation>máscara {0}: tem o formato {1}, e sua imagem, {2}; informe um rótulo por pixel</translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>Default</source>
        <translation>Padrão</translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>four blocks of 8 to 12 kernels, dilated, at full resolution; best in our tests</source>
        <translation>quatro blocos de 8 a 12 kernels, dilatados, em resolução plena; o melhor nos nossos testes</translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>Strided, three blocks</source>
        <translation>Com passo, três blocos</translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>16, 32 and 64 kernels, the last on every fourth pixel; less memory, coarser borders</source>
        <translation>16, 32 e 64 kernels, o último a cada quatro pixels; menos memória, bordas mais grosseiras</translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>Small, quick</source>
        <translation>Pequena, rápida</translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>two blocks of 8 and 16 kernels; the fastest to build, for live mode and large images</source>
        <translation>dois blocos de 8 e 16 kernels; a mais rápida de construir, para o modo ao vivo e imagens grandes</translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>Deep, four blocks</source>
        <translation>Profunda, quatro blocos</translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>as published for parasite eggs: wider dilations, images not standardised</source>
        <translation>como publicada para ovos de parasitas: dilatações maiores, imagens não padronizadas</translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>Feature points (FLIM-BoFP)</source>
        <translation>Pontos característicos (FLIM-BoFP)</translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>three points of each marker through four blocks; most kernels, slowest</source>
        <translation>três pontos de cada marcador por quatro blocos; mais kernels, a mais lenta</translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>colour_space {0}</source>
        <translation>colour_space {0}</translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>block {0}: its kernels span {1} of the {2} pixels of its map, so they see mostly what lies beyond the border; use smaller or less dilated kernels, or larger images</source>
        <translation>bloco {0}: seus kernels cobrem {1} dos {2} pixels do mapa, então veem sobretudo o que está além da borda; use kernels menores ou menos dilatados, ou imagens maiores</translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>{0} is even, so the kernel has no central pixel; use {1} or {2}</source>
        <translation>{0} é par, então o kernel não tem pixel central; use {1} ou {2}</translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>encoder.blocks: {0}, but there are {1} blocks; keep the blocks of the other model, or leave &apos;encoder&apos; out</source>
        <translation>encoder.blocks: {0}, mas há {1} blocos; mantenha os blocos do outro modelo ou omita &apos;encoder&apos;</translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>padding {0} of block {1}</source>
        <translation>padding {0} do bloco {1}</translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>pooling.outside {0} of block {1}</source>
        <translation>pooling.outside {0} do bloco {1}</translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>block {0}: its kernels reach {1} pixels beyond the border of a mirrored map of {2} x {3} pixels; use larger images</source>
        <translation>bloco {0}: seus kernels passam {1} pixels da borda de um mapa espelhado de {2} x {3} pixels; use imagens maiores</translation>
    </message>
    <message>
        <location filename="project/architecture.py"/>
        <source>block {0}: a stride of {1} is larger than its map of {2} x {3} pixels; use a smaller stride, fewer strided blocks or larger images</source>
        <translation>bloco {0}: um passo de {1} é maior que o mapa de {2} x {3} pixels; use um passo menor, menos blocos com passo ou imagens maiores</translation>
    </message>
    <message>
        <location filename="project/augmentation.py"/>
        <source>intensity {0}</source>
        <translation>intensidade {0}</translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>kernels per marker</source>
        <translation>kernels por marcador</translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>kernels per image</source>
        <translation>kernels por imagem</translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>touching objects separated{0}</source>
        <translation>objetos que se tocam separados{0}</translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>touching objects joined</source>
        <translation>objetos que se tocam unidos</translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>, radius {0}</source>
        <translation>, raio {0}</translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>{0} on {1} images</source>
        <translation>{0} em {1} imagens</translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>{0} on {1}</source>
        <translation>{0} em {1}</translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source> of block {0}</source>
        <translation> do bloco {0}</translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>{0} {1} kernels{2}</source>
        <translation>{0} {1} kernels{2}</translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>a kernel</source>
        <translation>um kernel</translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>kernel {0}</source>
        <translation>kernel {0}</translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>{0} {1} of block {2}</source>
        <translation>{0} {1} do bloco {2}</translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>scale {0}</source>
        <translation>escala {0}</translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>boundary {0}</source>
        <translation>contorno {0}</translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>{0} images to other roles</source>
        <translation>{0} imagens com outros papéis</translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>block {0}: {1}</source>
        <translation>bloco {0}: {1}</translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>all blocks learned</source>
        <translation>todos os blocos aprendidos</translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>kernels shared by the difficulty of classes</source>
        <translation>kernels distribuídos pela dificuldade das classes</translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>kernels shared by markers</source>
        <translation>kernels distribuídos pelos marcadores</translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>all kernels</source>
        <translation>todos os kernels</translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>no pooling</source>
        <translation>sem pooling</translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>{0} pooling {1}, stride {2}</source>
        <translation>pooling {0} {1}, passo {2}</translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>copies by {0}</source>
        <translation>cópias com {0}</translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>no copies of patches</source>
        <translation>sem cópias de patches</translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>+class {0}</source>
        <translation>+classe {0}</translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>−class {0}</source>
        <translation>−classe {0}</translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>on block {0}</source>
        <translation>no bloco {0}</translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>on its usual blocks</source>
        <translation>nos blocos de costume</translation>
    </message>
    <message>
        <location filename="project/change_text.py"/>
        <source>seed {0}</source>
        <translation>semente {0}</translation>
    </message>
    <message>
        <location filename="project/class_shares.py"/>
        <source>class {0} is given twice; give each class one share</source>
        <translation>a classe {0} aparece duas vezes; dê a cada classe uma só fração</translation>
    </message>
    <message>
        <location filename="project/commit.py"/>
        <source>delete {0} to open the version before</source>
        <translation>exclua {0} para abrir a versão anterior</translation>
    </message>
    <message>
        <location filename="project/commit.py"/>
        <source>is not a file of a project version</source>
        <translation>não é um arquivo de uma versão do projeto</translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>U-shaped network</source>
        <translation>Rede em U</translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>Probability by a network on the maps of all blocks, trained together with them.</source>
        <translation>Probabilidade por uma rede sobre os mapas de todos os blocos, treinada com eles.</translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>Labelled marker</source>
        <translation>Marcador rotulado</translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>Kernels of the object weigh +1, all others −1, on every image.</source>
        <translation>Kernels do objeto pesam +1, todos os outros −1, em toda imagem.</translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>Tri-state</source>
        <translation>Tri-state</translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>Narrow, dark maps weigh +1; wide, bright ones −1. Ignores classes.</source>
        <translation>Mapas estreitos e escuros pesam +1; largos e claros, −1. Ignora as classes.</translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>Attention</source>
        <translation>Atenção</translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>Maps unlike the common attention weigh +1, like it −1. Ignores classes.</source>
        <translation>Mapas diferentes da atenção comum pesam +1, parecidos com ela, −1. Ignora as classes.</translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>Labelled tri-state</source>
        <translation>Tri-state rotulado</translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>As tri-state, but kernels of the background weigh nothing.</source>
        <translation>Como tri-state, mas os kernels do fundo não pesam nada.</translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>Probability</source>
        <translation>Probabilidade</translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>At each pixel, maps whose class explains their value better count.</source>
        <translation>Em cada pixel, contam mais os mapas cuja classe explica melhor o seu valor.</translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <location filename="tasks/identification/poolings.py"/>
        <source>Mean</source>
        <translation>Média</translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>At each pixel, the class with the higher mean around it counts.</source>
        <translation>Em cada pixel, conta a classe de maior média ao redor.</translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>Manual weights</source>
        <translation>Pesos manuais</translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>You give each kernel its weight; in the window, click or drag its bar.</source>
        <translation>Você dá a cada kernel o seu peso; na janela, clique ou arraste a barra dele.</translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>Trained point-wise</source>
        <translation>Treinado ponto a ponto</translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>Weights trained by each build on the masks of the training images.</source>
        <translation>Pesos treinados por cada construção com as máscaras das imagens de treino.</translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>Learned from markers</source>
        <translation>Aprendido dos marcadores</translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>Probability by weights that each build learns from the markers, on all blocks at once.</source>
        <translation>Probabilidade por pesos que cada construção aprende dos marcadores, em todos os blocos de uma vez.</translation>
    </message>
    <message>
        <location filename="project/decoders.py"/>
        <source>there is a decoder {0} already; choose another id</source>
        <translation>já existe um decodificador {0}; escolha outro id</translation>
    </message>
    <message>
        <location filename="project/decoding.py"/>
        <source>fused: {0} names a block twice; blocks must differ</source>
        <translation>fused: {0} cita um bloco duas vezes; os blocos devem ser diferentes</translation>
    </message>
    <message>
        <location filename="project/decoding.py"/>
        <source>fused: decoder {0} decodes one block; name it as block</source>
        <translation>fused: o decodificador {0} decodifica um só bloco; informe-o em block</translation>
    </message>
    <message>
        <location filename="project/decoding.py"/>
        <source>weights: decoder {0} has none; leave them out</source>
        <translation>weights: o decodificador {0} não tem pesos; omita-os</translation>
    </message>
    <message>
        <location filename="project/decoding.py"/>
        <source>bias: decoder {0} has none; leave it out</source>
        <translation>bias: o decodificador {0} não tem viés; omita</translation>
    </message>
    <message>
        <location filename="project/decoding.py"/>
        <source>weights: rows differ in length; each needs one weight per kernel</source>
        <translation>weights: as linhas têm comprimentos diferentes; cada uma precisa de um peso por kernel</translation>
    </message>
    <message>
        <location filename="project/decoding.py"/>
        <source>bias: has {0} values for {1} rows of weights</source>
        <translation>bias: tem {0} valores para {1} linhas de pesos</translation>
    </message>
    <message>
        <location filename="project/decoding.py"/>
        <source>scale: decoder {0} gives a probability; leave it out</source>
        <translation>scale: o decodificador {0} dá uma probabilidade; omita</translation>
    </message>
    <message>
        <location filename="project/decoding.py"/>
        <source>scales: has {0} for {1} blocks and the scale {2}; leave them out, and build</source>
        <translation>scales: tem {0} para {1} blocos e a escala {2}; omita e construa</translation>
    </message>
    <message>
        <location filename="project/decoding.py"/>
        <source>smallest area {0} is over the largest {1}; swap them</source>
        <translation>a menor área {0} é maior que a maior {1}; troque-as</translation>
    </message>
    <message>
        <location filename="project/decoding.py"/>
        <source>split: auto needs a build, which learns the size of objects; build the project, or give the radius of an object</source>
        <translation>split: auto precisa de uma construção, que aprende o tamanho dos objetos; construa o projeto ou informe o raio de um objeto</translation>
    </message>
    <message>
        <location filename="project/documents.py"/>
        <source>next_id: {0} is not larger than the marker id {1}</source>
        <translation>next_id: {0} não é maior que o id de marcador {1}</translation>
    </message>
    <message>
        <location filename="project/documents.py"/>
        <source>marker id {0} is used twice; ids must differ</source>
        <translation>o id de marcador {0} é usado duas vezes; os ids devem ser diferentes</translation>
    </message>
    <message>
        <location filename="project/documents.py"/>
        <source>{0}: schema_version: {1} is older than that of project.json, {2}; all files must have the same version</source>
        <translation>{0}: schema_version: {1} é anterior à de project.json, {2}; todos os arquivos devem ter a mesma versão</translation>
    </message>
    <message>
        <location filename="project/documents.py"/>
        <source>{0}: markers: is an unknown field; markers have their own files</source>
        <translation>{0}: markers: é um campo desconhecido; os marcadores têm arquivos próprios</translation>
    </message>
    <message>
        <location filename="project/documents.py"/>
        <source>{0}: marker_files: there is no image {1}</source>
        <translation>{0}: marker_files: não há imagem {1}</translation>
    </message>
    <message>
        <location filename="project/documents.py"/>
        <source>{0}: input: is {1}, not an object</source>
        <translation>{0}: input: é {1}, não um objeto</translation>
    </message>
    <message>
        <location filename="project/documents.py"/>
        <source>{0}: encoder: is {1}, not an object</source>
        <translation>{0}: encoder: é {1}, não um objeto</translation>
    </message>
    <message>
        <location filename="project/documents.py"/>
        <source>{0}: encoder.blocks: {1}, but the architecture has {2}; leave &apos;encoder&apos; out to learn all blocks</source>
        <translation>{0}: encoder.blocks: {1}, mas a arquitetura tem {2}; omita &apos;encoder&apos; para aprender todos os blocos</translation>
    </message>
    <message>
        <location filename="project/documents.py"/>
        <source>{0}: encoder: differs from architecture.encoder; leave one out</source>
        <translation>{0}: encoder: difere de architecture.encoder; omita um deles</translation>
    </message>
    <message>
        <location filename="project/documents.py"/>
        <source>{0}: belongs to image {1} with sha256 {2}..., not to {3} with {4}...</source>
        <translation>{0}: pertence à imagem {1} com sha256 {2}..., não a {3} com {4}...</translation>
    </message>
    <message>
        <location filename="project/documents.py"/>
        <source>{0}: {1}: is missing</source>
        <translation>{0}: {1}: está ausente</translation>
    </message>
    <message>
        <location filename="project/documents.py"/>
        <source>{0}: would have {1} bytes; at most {2}: remove markers, or divide the images among projects</source>
        <translation>{0}: teria {1} bytes; no máximo {2}: remova marcadores ou divida as imagens entre projetos</translation>
    </message>
    <message>
        <location filename="project/documents.py"/>
        <source>{0}; it was written by a newer flimbuilder ({1}), this is {2}: update flimbuilder</source>
        <translation>{0}; foi gravado por um flimbuilder mais novo ({1}), e este é o {2}: atualize o flimbuilder</translation>
    </message>
    <message>
        <location filename="project/documents.py"/>
        <source>{0}: input.standardise: {1} differs from architecture.standardise {2}; leave one out</source>
        <translation>{0}: input.standardise: {1} difere de architecture.standardise {2}; omita um deles</translation>
    </message>
    <message>
        <location filename="project/documents.py"/>
        <source>{0}: is missing; {1} lists it</source>
        <translation>{0}: está ausente; {1} o lista</translation>
    </message>
    <message>
        <location filename="project/draft.py"/>
        <location filename="session/images.py"/>
        <source>markers of {0}</source>
        <translation>marcadores de {0}</translation>
    </message>
    <message>
        <location filename="project/draft.py"/>
        <source>image {0} has a marker {} already</source>
        <translation>a imagem {0} já tem um marcador {}</translation>
    </message>
    <message>
        <location filename="project/draft.py"/>
        <source>image {0} has no marker {}</source>
        <translation>a imagem {0} não tem marcador {}</translation>
    </message>
    <message>
        <location filename="project/draft.py"/>
        <source>the image {} is in the project already</source>
        <translation>a imagem {} já está no projeto</translation>
    </message>
    <message>
        <location filename="project/draft.py"/>
        <source>there is no image {} in the project</source>
        <translation>não há imagem {} no projeto</translation>
    </message>
    <message>
        <location filename="project/draft.py"/>
        <source>position {0} is beyond the end of the {1} {2}</source>
        <translation>a posição {0} está além do fim de {1} {2}</translation>
    </message>
    <message>
        <location filename="project/edits.py"/>
        <source>sha256 {0}...{1}</source>
        <translation>sha256 {0}...{1}</translation>
    </message>
    <message>
        <location filename="project/edits.py"/>
        <source> at {0}</source>
        <translation> em {0}</translation>
    </message>
    <message>
        <location filename="project/edits.py"/>
        <source>image {0}: can&apos;t replace its content ({1}) by {2}; add that as another image</source>
        <translation>imagem {0}: não é possível substituir seu conteúdo ({1}) por {2}; adicione-o como outra imagem</translation>
    </message>
    <message>
        <location filename="project/extras.py"/>
        <source>{0} needs {1}, which is not installed; install it with: {2}</source>
        <translation>{0} exige {1}, que não está instalado; instale com: {2}</translation>
    </message>
    <message>
        <location filename="project/extras.py"/>
        <source>{0} needs {1}, which this application does not contain; install flimbuilder as a Python package: {2}</source>
        <translation>{0} exige {1}, que este aplicativo não contém; instale o flimbuilder como pacote Python: {2}</translation>
    </message>
    <message>
        <location filename="project/files.py"/>
        <source>a folder</source>
        <translation>uma pasta</translation>
    </message>
    <message>
        <location filename="project/files.py"/>
        <source>a FIFO</source>
        <translation>um FIFO</translation>
    </message>
    <message>
        <location filename="project/files.py"/>
        <source>a device</source>
        <translation>um dispositivo</translation>
    </message>
    <message>
        <location filename="project/files.py"/>
        <source>a socket</source>
        <translation>um socket</translation>
    </message>
    <message>
        <location filename="project/files.py"/>
        <source>the previous version is intact</source>
        <translation>a versão anterior está intacta</translation>
    </message>
    <message>
        <location filename="project/files.py"/>
        <source>try again, or choose another folder</source>
        <translation>tente de novo ou escolha outra pasta</translation>
    </message>
    <message>
        <location filename="project/files.py"/>
        <source>a special file</source>
        <translation>um arquivo especial</translation>
    </message>
    <message>
        <location filename="project/files.py"/>
        <source>can&apos;t write {0}: {1}; {2}; {3}</source>
        <translation>não é possível gravar {0}: {1}; {2}; {3}</translation>
    </message>
    <message>
        <location filename="project/files.py"/>
        <source>free disk space and try again, or choose another folder</source>
        <translation>libere espaço em disco e tente de novo, ou escolha outra pasta</translation>
    </message>
    <message>
        <location filename="project/files.py"/>
        <source>allow writing there, or choose another folder</source>
        <translation>permita a gravação lá ou escolha outra pasta</translation>
    </message>
    <message>
        <location filename="project/files.py"/>
        <location filename="project/folder_handle.py"/>
        <source>{0}: is {1}; a regular file is needed</source>
        <translation>{0}: é {1}; é preciso um arquivo comum</translation>
    </message>
    <message>
        <location filename="project/files.py"/>
        <source>too many folders within each other</source>
        <translation>pastas demais umas dentro das outras</translation>
    </message>
    <message>
        <location filename="project/files.py"/>
        <source>{0}: the links in its path form a loop; choose another folder</source>
        <translation>{0}: os links no caminho formam um ciclo; escolha outra pasta</translation>
    </message>
    <message>
        <location filename="project/files.py"/>
        <source>{0}: another program has been writing here for {1} seconds; wait for it and save again, or save in another folder</source>
        <translation>{0}: outro programa está gravando aqui há {1} segundos; espere por ele e salve de novo, ou salve em outra pasta</translation>
    </message>
    <message>
        <location filename="project/finder.py"/>
        <source>&apos;flimbuilder import PROJECT --images DIR&apos; finds it again by its content</source>
        <translation>&apos;flimbuilder import PROJECT --images DIR&apos; a reencontra pelo conteúdo</translation>
    </message>
    <message>
        <location filename="project/finder.py"/>
        <source>{0}: is {1}, not image {2}; {3}</source>
        <translation>{0}: é {1}, não a imagem {2}; {3}</translation>
    </message>
    <message>
        <location filename="project/finder.py"/>
        <source>{0}: is not the file of image {1} that the markers were drawn on (sha256 {2}..., {3} bytes); restore that file, or {4}</source>
        <translation>{0}: não é o arquivo da imagem {1} em que os marcadores foram desenhados (sha256 {2}..., {3} bytes); restaure esse arquivo, ou {4}</translation>
    </message>
    <message>
        <location filename="project/finder.py"/>
        <source>{0}: image {1} is missing, and no file with its content is in {2}; {3}</source>
        <translation>{0}: a imagem {1} está ausente, e nenhum arquivo com seu conteúdo está em {2}; {3}</translation>
    </message>
    <message>
        <location filename="project/finder.py"/>
        <source>image {0} has no mask</source>
        <translation>a imagem {0} não tem máscara</translation>
    </message>
    <message>
        <location filename="project/finder.py"/>
        <source>{0}: is {1}, not the mask of {2}</source>
        <translation>{0}: é {1}, não a máscara de {2}</translation>
    </message>
    <message>
        <location filename="project/finder.py"/>
        <source>{0}: the mask of image {1} is missing, here and beside its image; put it back, or name its folder with &apos;flimbuilder import PROJECT --labels DIR&apos;</source>
        <translation>{0}: a máscara da imagem {1} está ausente, aqui e ao lado da imagem; ponha-a de volta ou indique sua pasta com &apos;flimbuilder import PROJECT --labels DIR&apos;</translation>
    </message>
    <message>
        <location filename="project/finder.py"/>
        <source>{0} or its folders</source>
        <translation>{0} ou suas pastas</translation>
    </message>
    <message>
        <location filename="project/finder.py"/>
        <source>{0}; it should be image {1}; allow reading it, or {2}</source>
        <translation>{0}; deveria ser a imagem {1}; permita a leitura, ou {2}</translation>
    </message>
    <message>
        <location filename="project/finder.py"/>
        <source>can&apos;t access {0}: {1}</source>
        <translation>não é possível acessar {0}: {1}</translation>
    </message>
    <message>
        <location filename="project/folder.py"/>
        <source>the version saved before is intact</source>
        <translation>a versão salva antes está intacta</translation>
    </message>
    <message>
        <location filename="project/folder.py"/>
        <source>no project was created</source>
        <translation>nenhum projeto foi criado</translation>
    </message>
    <message>
        <location filename="project/folder.py"/>
        <source>{0}: can&apos;t apply the last {1}: {2}</source>
        <translation>{0}: não é possível aplicar {1}: {2}</translation>
    </message>
    <message>
        <location filename="project/folder.py"/>
        <source>something else</source>
        <translation>outra coisa</translation>
    </message>
    <message>
        <location filename="project/folder.py"/>
        <source>revision {0}</source>
        <translation>a revisão {0}</translation>
    </message>
    <message>
        <location filename="project/folder.py"/>
        <source>{0}: another program has saved {1} since revision {2} was opened here; save under another name, or open it again</source>
        <translation>{0}: outro programa salvou {1} depois que a revisão {2} foi aberta aqui; salve com outro nome ou abra de novo</translation>
    </message>
    <message>
        <location filename="project/folder.py"/>
        <source>{0}: is not empty (it holds {1}); choose a new folder for the project</source>
        <translation>{0}: não está vazia (contém {1}); escolha uma pasta nova para o projeto</translation>
    </message>
    <message>
        <location filename="project/folder.py"/>
        <source>{0}: cannot be changed: {1}; save under another name</source>
        <translation>{0}: não pode ser mudado: {1}; salve com outro nome</translation>
    </message>
    <message>
        <location filename="project/folder.py"/>
        <source>{0}: is a file; choose another name for the project folder</source>
        <translation>{0}: é um arquivo; escolha outro nome para a pasta do projeto</translation>
    </message>
    <message>
        <location filename="project/folder.py"/>
        <source>{0}: revision {1} is saved in {2}/, but its files could not be put in place: {3}; fix that, then save or open the project again</source>
        <translation>{0}: a revisão {1} está salva em {2}/, mas seus arquivos não puderam ser postos no lugar: {3}; resolva isso e salve ou abra o projeto de novo</translation>
    </message>
    <message>
        <location filename="project/folder.py"/>
        <source>{0}: revision {1} is the last that a project can have; save under another name</source>
        <translation>{0}: a revisão {1} é a última que um projeto pode ter; salve com outro nome</translation>
    </message>
    <message>
        <location filename="project/folder.py"/>
        <source>{0}: the folder is gone; save in another folder</source>
        <translation>{0}: a pasta não existe mais; salve em outra pasta</translation>
    </message>
    <message>
        <location filename="project/folder_handle.py"/>
        <source>{0}: is a link, which a project folder must not hold; put the file or folder itself there</source>
        <translation>{0}: é um link, que uma pasta de projeto não pode conter; ponha ali o próprio arquivo ou pasta</translation>
    </message>
    <message>
        <location filename="project/folder_handle.py"/>
        <source>Not a directory</source>
        <translation>não é uma pasta</translation>
    </message>
    <message>
        <location filename="project/folder_handle.py"/>
        <source>{0}: has {1} bytes; at most {2} are read</source>
        <translation>{0}: tem {1} bytes; no máximo {2} são lidos</translation>
    </message>
    <message>
        <location filename="project/images.py"/>
        <source>{0}: is {1} characters away from the project folder, and at most {2} can be recorded; move one of them</source>
        <translation>{0}: está a {1} caracteres da pasta do projeto, e no máximo {2} podem ser registrados; mova um dos dois</translation>
    </message>
    <message>
        <location filename="project/images.py"/>
        <source>{0}: its name is not UTF-8; rename it</source>
        <translation>{0}: o nome não é UTF-8; renomeie o arquivo</translation>
    </message>
    <message>
        <location filename="project/journal.py"/>
        <source>the {0} edits before it</source>
        <translation>as {0} edições antes dela</translation>
    </message>
    <message>
        <location filename="project/journal.py"/>
        <source>{0}: line {1} is damaged; {2} can be recovered, the {3} lines from there on cannot; the file is kept in {4}/</source>
        <translation>{0}: a linha {1} está danificada; é possível recuperar {2}, mas não as {3} linhas a partir dali; o arquivo é guardado em {4}/</translation>
    </message>
    <message>
        <location filename="project/journal.py"/>
        <source>{0}: has {1} bytes; at most {2} are read, and {3} edits can be recovered; the file is kept in {4}/</source>
        <translation>{0}: tem {1} bytes; no máximo {2} são lidos, e é possível recuperar {3} edições; o arquivo é guardado em {4}/</translation>
    </message>
    <message>
        <location filename="project/journal.py"/>
        <source>{0}: the last line was cut short when the program ended; {1} are intact</source>
        <translation>{0}: a última linha ficou truncada quando o programa terminou; estão intactas {1}</translation>
    </message>
    <message>
        <location filename="project/journal.py"/>
        <source>{0}: another program edits this project at the same time (the journal has {1} bytes instead of {2}, or other edits); save under another name, or open it again</source>
        <translation>{0}: outro programa edita este projeto ao mesmo tempo (o diário tem {1} bytes em vez de {2}, ou outras edições); salve com outro nome ou abra de novo</translation>
    </message>
    <message>
        <location filename="project/journal.py"/>
        <source>{0}: would have {1} bytes; at most {2}: save the project, which empties the journal, and try again</source>
        <translation>{0}: teria {1} bytes; no máximo {2}: salve o projeto, o que esvazia o diário, e tente de novo</translation>
    </message>
    <message>
        <location filename="project/label_values.py"/>
        <source>label values: &apos;{0}&apos; is not VALUE=CLASS or LOW-HIGH=CLASS; a class is 0 to {1} or ignore, as in 1=0,2=1,255=ignore</source>
        <translation>valores dos rótulos: &apos;{0}&apos; não é VALUE=CLASS nem LOW-HIGH=CLASS; uma classe é 0 a {1} ou ignore, como em 1=0,2=1,255=ignore</translation>
    </message>
    <message>
        <location filename="project/label_values.py"/>
        <source>label values: {0} is given twice; give it one class</source>
        <translation>valores dos rótulos: {0} aparece duas vezes; dê a ele uma só classe</translation>
    </message>
    <message>
        <location filename="project/migrate.py"/>
        <source>{0}: decoder {1} is no longer offered; the project now uses {2}</source>
        <translation>{0}: o decodificador {1} não é mais oferecido; o projeto agora usa {2}</translation>
    </message>
    <message>
        <location filename="project/migrate.py"/>
        <source>schema_version: a whole number is needed (given: {0})</source>
        <translation>schema_version: é preciso um número inteiro (informado: {0})</translation>
    </message>
    <message>
        <location filename="project/migrate.py"/>
        <source>schema_version: {0} is unknown; this flimbuilder reads {1}</source>
        <translation>schema_version: {0} é desconhecida; este flimbuilder lê {1}</translation>
    </message>
    <message>
        <location filename="project/opening.py"/>
        <source>; to restore revision {0}, copy the files of {1}/{2} to the project folder</source>
        <translation>; para restaurar a revisão {0}, copie os arquivos de {1}/{2} para a pasta do projeto</translation>
    </message>
    <message>
        <location filename="project/opening.py"/>
        <source>it was written by a newer flimbuilder ({0}, schema version {1}); this one ({2}) writes {3}, so the project is read-only; update flimbuilder to change it</source>
        <translation>foi gravado por um flimbuilder mais novo ({0}, versão do esquema {1}); este ({2}) grava {3}, então o projeto é somente leitura; atualize o flimbuilder para mudá-lo</translation>
    </message>
    <message>
        <location filename="project/opening.py"/>
        <source>can&apos;t read {0}: {1}; fix that, or choose another folder</source>
        <translation>não é possível ler {0}: {1}; resolva isso ou escolha outra pasta</translation>
    </message>
    <message>
        <location filename="project/opening.py"/>
        <source>has no {0}</source>
        <translation>não tem {0}</translation>
    </message>
    <message>
        <location filename="project/opening.py"/>
        <source>is empty</source>
        <translation>está vazia</translation>
    </message>
    <message>
        <location filename="project/opening.py"/>
        <source>{0}: {1}, so it is not a project; create one with &apos;flimbuilder new&apos;{2}</source>
        <translation>{0}: {1}, então não é um projeto; crie um com &apos;flimbuilder new&apos;{2}</translation>
    </message>
    <message>
        <location filename="project/opening.py"/>
        <source>{0}: another program keeps saving it; open it again later</source>
        <translation>{0}: outro programa não para de salvá-lo; abra de novo mais tarde</translation>
    </message>
    <message>
        <location filename="project/opening.py"/>
        <source>has no readable first line</source>
        <translation>não tem uma primeira linha legível</translation>
    </message>
    <message>
        <location filename="project/opening.py"/>
        <source>starts from revision {0}, not from {1}</source>
        <translation>começa na revisão {0}, não na {1}</translation>
    </message>
    <message>
        <location filename="project/opening.py"/>
        <source>the next change or save moves it to {0}/</source>
        <translation>a próxima mudança ou gravação o move para {0}/</translation>
    </message>
    <message>
        <location filename="project/opening.py"/>
        <source>it stays</source>
        <translation>ele fica</translation>
    </message>
    <message>
        <location filename="project/opening.py"/>
        <source>revision {0} is a backup</source>
        <translation>a revisão {0} é um backup</translation>
    </message>
    <message>
        <location filename="project/opening.py"/>
        <source>{0}: there is no such folder; check the path, or create a project there with &apos;flimbuilder new&apos;</source>
        <translation>{0}: essa pasta não existe; confira o caminho ou crie um projeto lá com &apos;flimbuilder new&apos;</translation>
    </message>
    <message>
        <location filename="project/opening.py"/>
        <source>{0}: is not a folder; give the folder that holds {1}</source>
        <translation>{0}: não é uma pasta; informe a pasta que contém {1}</translation>
    </message>
    <message>
        <location filename="project/opening.py"/>
        <source>there is no permission to write in {0}</source>
        <translation>não há permissão para gravar em {0}</translation>
    </message>
    <message>
        <location filename="project/opening.py"/>
        <source>{0}: saving revision {1} was interrupted; it is read from {2}/, and the next change or &apos;flimbuilder recover&apos; completes it</source>
        <translation>{0}: a gravação da revisão {1} foi interrompida; ela é lida de {2}/, e a próxima mudança ou &apos;flimbuilder recover&apos; a completa</translation>
    </message>
    <message>
        <location filename="project/outputs.py"/>
        <source>{0}: is a folder; choose another file</source>
        <translation>{0}: é uma pasta; escolha outro arquivo</translation>
    </message>
    <message>
        <location filename="project/outputs.py"/>
        <source>{0}: no permission to write in its folder; choose another one</source>
        <translation>{0}: sem permissão para gravar nessa pasta; escolha outra</translation>
    </message>
    <message>
        <location filename="project/outputs.py"/>
        <source>{0}: can&apos;t create the folder: {1}; choose another one</source>
        <translation>{0}: não é possível criar a pasta: {1}; escolha outra</translation>
    </message>
    <message>
        <location filename="project/outputs.py"/>
        <source>{0}: would overwrite one of the images, masks or tables to read; choose another folder for the results</source>
        <translation>{0}: substituiria uma das imagens, máscaras ou tabelas a ler; escolha outra pasta para os resultados</translation>
    </message>
    <message>
        <location filename="project/outputs.py"/>
        <source>{0}: is a link in a project folder; delete it, or give another folder</source>
        <translation>{0}: é um link em uma pasta de projeto; exclua-o ou informe outra pasta</translation>
    </message>
    <message>
        <location filename="project/pixel_size.py"/>
        <source>pixel size {0}: give µm per pixel, for example 0.5, or HEIGHTxWIDTH</source>
        <translation>tamanho do pixel {0}: informe µm por pixel, por exemplo 0.5, ou HEIGHTxWIDTH</translation>
    </message>
    <message>
        <location filename="project/pixel_size.py"/>
        <source>pixel size {0}: {1}</source>
        <translation>tamanho do pixel {0}: {1}</translation>
    </message>
    <message>
        <location filename="project/project.py"/>
        <source>markers of an image that is not in the project: {0}</source>
        <translation>marcadores de uma imagem que não está no projeto: {0}</translation>
    </message>
    <message>
        <location filename="project/project.py"/>
        <source>architecture: {0} is for imported models only and cannot be learned; leave it out</source>
        <translation>architecture: {0} é só para modelos importados e não pode ser aprendido; omita</translation>
    </message>
    <message>
        <location filename="project/project.py"/>
        <source>{0} id {1} is used twice; ids must differ</source>
        <translation>o id de {0} {1} é usado duas vezes; os ids devem ser diferentes</translation>
    </message>
    <message>
        <location filename="project/rasterise.py"/>
        <source>can&apos;t mark an image of {0} x {1} pixels; each side must be at least 1</source>
        <translation>não é possível marcar uma imagem de {0} x {1} pixels; cada lado deve ter pelo menos 1</translation>
    </message>
    <message>
        <location filename="project/rasterise.py"/>
        <source>can&apos;t mark an image of {0} x {1} pixels with {2} markers; use fewer, or a smaller image</source>
        <translation>não é possível marcar uma imagem de {0} x {1} pixels com {2} marcadores; use menos, ou uma imagem menor</translation>
    </message>
    <message>
        <location filename="project/rasterise.py"/>
        <source>the markers cover {0} pixels together; at most {1}: remove some, or draw with a smaller radius</source>
        <translation>os marcadores cobrem juntos {0} pixels; no máximo {1}: remova alguns ou desenhe com um raio menor</translation>
    </message>
    <message>
        <location filename="project/rasterise.py"/>
        <source>the {0} segments of the markers cross {1} rows of pixels; at most {2}: draw with fewer points or a smaller radius</source>
        <translation>os {0} segmentos dos marcadores cruzam {1} linhas de pixels; no máximo {2}: desenhe com menos pontos ou um raio menor</translation>
    </message>
    <message>
        <location filename="project/selection.py"/>
        <source>{0} in {1}..{2}</source>
        <translation>{0} em {1}..{2}</translation>
    </message>
    <message>
        <location filename="project/selection.py"/>
        <source>holds {0} and the training images {1}</source>
        <translation>contém {0}, e as imagens de treino, {1}</translation>
    </message>
    <message>
        <location filename="project/selection.py"/>
        <source>{0}; if equal values should mean the same, choose a window (--window LOW HIGH)</source>
        <translation>{0}; se valores iguais devem significar o mesmo, escolha uma faixa de valores (--window LOW HIGH)</translation>
    </message>
    <message>
        <location filename="project/selection.py"/>
        <source>the low end {0} is not below the high end {1}</source>
        <translation>o limite inferior {0} não está abaixo do superior {1}</translation>
    </message>
    <message>
        <location filename="project/selection.py"/>
        <source>{0} {1} is used twice; they must differ</source>
        <translation>{0} {1} é usado duas vezes; devem ser diferentes</translation>
    </message>
    <message>
        <location filename="project/selection.py"/>
        <source>level {0}</source>
        <translation>nível {0}</translation>
    </message>
    <message>
        <location filename="project/tissue.py"/>
        <source>{0} percent is more than the image; give 0 to 100</source>
        <translation>{0} por cento é mais que a imagem; informe de 0 a 100</translation>
    </message>
    <message>
        <location filename="project/tissue.py"/>
        <source>smallest part {0}: {1}</source>
        <translation>menor parte {0}: {1}</translation>
    </message>
    <message>
        <location filename="project/tissue.py"/>
        <source>smallest part {0}: give an area in mm², for example 0.02mm2, or a share of the image, for example 0.1%</source>
        <translation>menor parte {0}: informe uma área em mm², por exemplo 0.02mm2, ou uma fração da imagem, por exemplo 0.1%</translation>
    </message>
    <message>
        <location filename="project/tissue.py"/>
        <source>the corrections of the tissue have {0} points; at most {1} can be kept: remove some, or read a coarser mask</source>
        <translation>as correções do tecido têm {0} pontos; no máximo {1} podem ser mantidos: remova alguns ou leia uma máscara mais grosseira</translation>
    </message>
    <message>
        <location filename="project/values.py"/>
        <source> (given: {0})</source>
        <translation> (informado: {0})</translation>
    </message>
    <message>
        <location filename="project/values.py"/>
        <source>; and {0} more</source>
        <translation>; e mais {0}</translation>
    </message>
    <message>
        <location filename="project/values.py"/>
        <source>{0}: holds {1}, not a JSON object</source>
        <translation>{0}: contém {1}, não um objeto JSON</translation>
    </message>
    <message>
        <location filename="project/values.py"/>
        <source>duplicate key {0}</source>
        <translation>chave {0} duplicada</translation>
    </message>
    <message>
        <location filename="project/values.py"/>
        <source>{0}: is not UTF-8 (byte {1})</source>
        <translation>{0}: não é UTF-8 (byte {1})</translation>
    </message>
    <message>
        <location filename="project/values.py"/>
        <source>{0}: is nested too deeply</source>
        <translation>{0}: está aninhado demais</translation>
    </message>
    <message>
        <location filename="project/values.py"/>
        <source>{0}: is not JSON: {1}</source>
        <translation>{0}: não é JSON: {1}</translation>
    </message>
    <message>
        <location filename="session/advice.py"/>
        <source>Use the automatic settings</source>
        <translation>Usar as configurações automáticas</translation>
    </message>
    <message>
        <location filename="session/advice.py"/>
        <source>Judging the mask</source>
        <translation>Avaliando a máscara</translation>
    </message>
    <message>
        <location filename="session/attributed_place.py"/>
        <source>the mask of the image is not known yet; show the image, and wait for it</source>
        <translation>a máscara da imagem ainda não é conhecida; mostre a imagem e aguarde por ela</translation>
    </message>
    <message>
        <location filename="session/attributed_place.py"/>
        <source>choose a kernel in the panel Kernels; its activation here is attributed</source>
        <translation>escolha um kernel no painel Kernels; sua ativação neste ponto será atribuída</translation>
    </message>
    <message>
        <location filename="session/attributions.py"/>
        <location filename="session/unhurried.py"/>
        <source>attribution file</source>
        <translation>arquivo de atribuição</translation>
    </message>
    <message>
        <location filename="session/attributions.py"/>
        <source>Attributing to pixels</source>
        <translation>Atribuindo aos pixels</translation>
    </message>
    <message>
        <location filename="session/attributions.py"/>
        <source>Writing attributions</source>
        <translation>Gravando as atribuições</translation>
    </message>
    <message>
        <location filename="session/build_history.py"/>
        <source>compared with build {0}{1}</source>
        <translation>em comparação com a construção {0}{1}</translation>
    </message>
    <message>
        <location filename="session/build_history.py"/>
        <source>previous build</source>
        <translation>construção anterior</translation>
    </message>
    <message>
        <location filename="session/build_history.py"/>
        <source>build {0}</source>
        <translation>construção {0}</translation>
    </message>
    <message>
        <location filename="session/build_history.py"/>
        <source>; since then: {0}</source>
        <translation>; desde então: {0}</translation>
    </message>
    <message>
        <location filename="session/build_history.py"/>
        <source>Restore build {0}</source>
        <translation>Restaurar a construção {0}</translation>
    </message>
    <message>
        <location filename="session/builder.py"/>
        <source>Nothing has changed since the last build</source>
        <translation>Nada mudou desde a última construção</translation>
    </message>
    <message>
        <location filename="session/builder.py"/>
        <source>Building</source>
        <translation>Construindo</translation>
    </message>
    <message>
        <location filename="session/builder.py"/>
        <source>Reading the model</source>
        <translation>Lendo o modelo</translation>
    </message>
    <message>
        <location filename="session/builder.py"/>
        <source>Writing the model</source>
        <translation>Gravando o modelo</translation>
    </message>
    <message>
        <location filename="session/builder.py"/>
        <source>; the older model remains</source>
        <translation>; o modelo anterior continua lá</translation>
    </message>
    <message>
        <location filename="session/builder.py"/>
        <source>can&apos;t write {0}: {1}{2}</source>
        <translation>não é possível gravar {0}: {1}{2}</translation>
    </message>
    <message>
        <location filename="session/classes.py"/>
        <source>Add class {0}</source>
        <translation>Adicionar a classe {0}</translation>
    </message>
    <message>
        <location filename="session/classes.py"/>
        <source>Rename a class to {0}</source>
        <translation>Renomear uma classe para {0}</translation>
    </message>
    <message>
        <location filename="session/classes.py"/>
        <source>Recolour a class</source>
        <translation>Mudar a cor de uma classe</translation>
    </message>
    <message>
        <location filename="session/classes.py"/>
        <source>Remove class {0}</source>
        <translation>Remover a classe {0}</translation>
    </message>
    <message>
        <location filename="session/classes.py"/>
        <source>there is no class {0}</source>
        <translation>a classe {0} não existe</translation>
    </message>
    <message>
        <location filename="session/classes.py"/>
        <source>a project has at most {0} object classes</source>
        <translation>um projeto tem no máximo {0} classes de objetos</translation>
    </message>
    <message>
        <location filename="session/classes.py"/>
        <source>the background cannot be removed; every encoder needs it</source>
        <translation>o fundo não pode ser removido; todo codificador precisa dele</translation>
    </message>
    <message>
        <location filename="session/classes.py"/>
        <source>{0}: a name has 1 to 100 characters, a colour is #rrggbb</source>
        <translation>{0}: um nome tem de 1 a 100 caracteres, e uma cor é #rrggbb</translation>
    </message>
    <message>
        <location filename="session/counterfactual_search.py"/>
        <source>Leaving out strokes</source>
        <translation>Deixando traços de fora</translation>
    </message>
    <message>
        <location filename="session/counterfactual_search.py"/>
        <source>Leaving out kernels</source>
        <translation>Deixando kernels de fora</translation>
    </message>
    <message>
        <location filename="session/decompositions.py"/>
        <source>Decomposing a kernel</source>
        <translation>Decompondo um kernel</translation>
    </message>
    <message>
        <location filename="session/detection.py"/>
        <source>Measuring the objects</source>
        <translation>Medindo os objetos</translation>
    </message>
    <message>
        <location filename="session/document.py"/>
        <source>it is open in another window</source>
        <translation>está aberto em outra janela</translation>
    </message>
    <message>
        <location filename="session/document.py"/>
        <location filename="session/images.py"/>
        <source>no project is open; open one, or make a new one</source>
        <translation>nenhum projeto está aberto; abra um ou crie um novo</translation>
    </message>
    <message>
        <location filename="session/document.py"/>
        <source>{0}: {1} from before the program ended can be recovered; recover or discard them first</source>
        <translation>{0}: é possível recuperar {1} de antes do encerramento do programa; recupere ou descarte isso primeiro</translation>
    </message>
    <message>
        <location filename="session/document.py"/>
        <source>{0}: {1}; close it there first</source>
        <translation>{0}: {1}; feche-o lá primeiro</translation>
    </message>
    <message>
        <location filename="session/drawing.py"/>
        <source>there is no class {0}; add it first</source>
        <translation>a classe {0} não existe; adicione-a primeiro</translation>
    </message>
    <message>
        <location filename="session/drawing.py"/>
        <location filename="session/suggestions.py"/>
        <source>Draw a disk of {0}</source>
        <translation>Desenhar um disco de {0}</translation>
    </message>
    <message>
        <location filename="session/drawing.py"/>
        <source>Draw a stroke of {0}</source>
        <translation>Desenhar um traço de {0}</translation>
    </message>
    <message>
        <location filename="session/drawing.py"/>
        <source>Erase</source>
        <translation>Apagar</translation>
    </message>
    <message>
        <location filename="session/drawing.py"/>
        <source>Delete {0}</source>
        <translation>Excluir {0}</translation>
    </message>
    <message>
        <location filename="session/drawing.py"/>
        <source>Make {0} of</source>
        <translation>Atribuir a classe {0} a</translation>
    </message>
    <message>
        <location filename="session/drawing.py"/>
        <source>Change the use of</source>
        <translation>Mudar o uso de</translation>
    </message>
    <message>
        <location filename="session/drawing.py"/>
        <source>Move a marker</source>
        <translation>Mover um marcador</translation>
    </message>
    <message>
        <location filename="session/drawing.py"/>
        <source>marker {0} consists of imported pixels and has no radius</source>
        <translation>o marcador {0} é feito de pixels importados e não tem raio</translation>
    </message>
    <message>
        <location filename="session/drawing.py"/>
        <source>Change the radius of a marker</source>
        <translation>Mudar o raio de um marcador</translation>
    </message>
    <message>
        <location filename="session/drawing.py"/>
        <source>no image is shown; choose one to draw on</source>
        <translation>nenhuma imagem está sendo mostrada; escolha uma para desenhar</translation>
    </message>
    <message>
        <location filename="session/drawing.py"/>
        <source>there is no marker {0} on {1}</source>
        <translation>não há marcador {0} em {1}</translation>
    </message>
    <message>
        <location filename="session/edit_preview.py"/>
        <source>preview edits</source>
        <translation>prévia de edições</translation>
    </message>
    <message>
        <location filename="session/edit_preview.py"/>
        <source>Previewing the edit</source>
        <translation>Preparando a prévia da edição</translation>
    </message>
    <message>
        <location filename="session/edit_preview.py"/>
        <source>{0}, preview</source>
        <translation>{0}, prévia</translation>
    </message>
    <message>
        <location filename="session/edit_preview.py"/>
        <source>{0}, before</source>
        <translation>{0}, antes</translation>
    </message>
    <message>
        <location filename="session/encoding.py"/>
        <source>{0}: is too large to be encoded whole</source>
        <translation>{0}: é grande demais para ser codificada inteira</translation>
    </message>
    <message>
        <location filename="session/explanation.py"/>
        <source>Click the image with the tool Why here? ({why}), or drag around a region</source>
        <translation>Clique na imagem com a ferramenta Por que aqui? ({why}) ou arraste em torno de uma região</translation>
    </message>
    <message>
        <location filename="session/explanation.py"/>
        <source>Explaining the place</source>
        <translation>Explicando o lugar</translation>
    </message>
    <message>
        <location filename="session/explanation.py"/>
        <source>{0}: {1} x {2} pixels are too many to explain, as their maps take over 1 GB; add a part of the image to the project</source>
        <translation>{0}: {1} x {2} pixels são demais para explicar, pois os mapas ocupam mais de 1 GB; adicione uma parte da imagem ao projeto</translation>
    </message>
    <message>
        <location filename="session/exports.py"/>
        <source>Exporting</source>
        <translation>Exportando</translation>
    </message>
    <message>
        <location filename="session/exports.py"/>
        <source>Wrote {0}</source>
        <translation>Gravado: {0}</translation>
    </message>
    <message>
        <location filename="session/finetuned_picture.py"/>
        <location filename="session/unhurried.py"/>
        <source>finetuned picture</source>
        <translation>imagem com ajuste fino</translation>
    </message>
    <message>
        <location filename="session/finetuned_picture.py"/>
        <source>Comparing saliency</source>
        <translation>Comparando a saliência</translation>
    </message>
    <message>
        <location filename="session/finetuned_picture.py"/>
        <source>The image is too large to compare; save the model, and predict it</source>
        <translation>A imagem é grande demais para comparar; salve o modelo e use-o para predizê-la</translation>
    </message>
    <message>
        <location filename="session/finetuning.py"/>
        <location filename="session/unhurried.py"/>
        <source>finetuned model</source>
        <translation>modelo com ajuste fino</translation>
    </message>
    <message>
        <location filename="session/finetuning.py"/>
        <source>Open a project to train its network</source>
        <translation>Abra um projeto para treinar sua rede</translation>
    </message>
    <message>
        <location filename="session/finetuning.py"/>
        <source>Build the project first: training begins at its encoder</source>
        <translation>Construa o projeto primeiro: o treino parte do seu codificador</translation>
    </message>
    <message>
        <location filename="session/finetuning.py"/>
        <source>The project has changed since the build; build it again to train it</source>
        <translation>O projeto mudou desde a construção; construa de novo para treiná-lo</translation>
    </message>
    <message>
        <location filename="session/finetuning.py"/>
        <source>No training image has a mask; add masks, or train on the markers</source>
        <translation>Nenhuma imagem de treino tem máscara; adicione máscaras ou treine com os marcadores</translation>
    </message>
    <message>
        <location filename="session/finetuning.py"/>
        <source>Saving the model</source>
        <translation>Salvando o modelo</translation>
    </message>
    <message>
        <location filename="session/finetuning.py"/>
        <source>Training the network</source>
        <translation>Treinando a rede</translation>
    </message>
    <message>
        <location filename="session/finetuning.py"/>
        <location filename="session/prediction.py"/>
        <source>Something went wrong</source>
        <translation>Algo deu errado</translation>
    </message>
    <message>
        <location filename="session/heat.py"/>
        <location filename="workflow/report_parts/explanations.py"/>
        <source>block {0}, kernel {1}</source>
        <translation>bloco {0}, kernel {1}</translation>
    </message>
    <message>
        <location filename="session/heat.py"/>
        <location filename="session/large_image.py"/>
        <source>saliency of {0}{1}</source>
        <translation>saliência de {0}{1}</translation>
    </message>
    <message>
        <location filename="session/heat.py"/>
        <source>errors of the mask</source>
        <translation>erros da máscara</translation>
    </message>
    <message>
        <location filename="session/heat.py"/>
        <location filename="session/large_image.py"/>
        <location filename="session/slide_view.py"/>
        <source>, a draft</source>
        <translation>, rascunho</translation>
    </message>
    <message>
        <location filename="session/identification.py"/>
        <source>no image has a class; press I to give the selected images one, or import a table</source>
        <translation>nenhuma imagem tem classe; tecle I para dar uma às imagens selecionadas ou importe uma tabela</translation>
    </message>
    <message>
        <location filename="session/identification.py"/>
        <source>Saving the classifier</source>
        <translation>Salvando o classificador</translation>
    </message>
    <message>
        <location filename="session/identification.py"/>
        <source>difficulty of the classes</source>
        <translation>dificuldade das classes</translation>
    </message>
    <message>
        <location filename="session/identification.py"/>
        <source>their markers</source>
        <translation>seus marcadores</translation>
    </message>
    <message>
        <location filename="session/identification.py"/>
        <source>Share kernels by {0}</source>
        <translation>Distribuir kernels por {0}</translation>
    </message>
    <message>
        <location filename="session/identification.py"/>
        <source>Saved the classifier: {0} files in {1}</source>
        <translation>Classificador salvo: {0} arquivos em {1}</translation>
    </message>
    <message>
        <location filename="session/identification_plan.py"/>
        <source>Encoding the labelled images</source>
        <translation>Codificando as imagens rotuladas</translation>
    </message>
    <message>
        <location filename="session/identification_plan.py"/>
        <source>Cross-validating</source>
        <translation>Fazendo a validação cruzada</translation>
    </message>
    <message>
        <location filename="session/identification_plan.py"/>
        <source>Finding the strokes behind a mistake</source>
        <translation>Procurando os traços por trás de um erro</translation>
    </message>
    <message>
        <location filename="session/identification_plan.py"/>
        <source>Learning from shares of the labels</source>
        <translation>Aprendendo com frações dos rótulos</translation>
    </message>
    <message>
        <location filename="session/identification_plan.py"/>
        <source>Comparing blocks and poolings</source>
        <translation>Comparando blocos e poolings</translation>
    </message>
    <message>
        <location filename="session/identified_images.py"/>
        <source>features of {0} GB: at most {1} GB are used; choose a grid, or a block with smaller maps</source>
        <translation>características de {0} GB: no máximo {1} GB são usados; escolha uma grade ou um bloco com mapas menores</translation>
    </message>
    <message>
        <location filename="session/identified_images.py"/>
        <source>no image can be used</source>
        <translation>nenhuma imagem pode ser usada</translation>
    </message>
    <message>
        <location filename="session/image_labels.py"/>
        <source>Class of {0}: {1}</source>
        <translation>Classe de {0}: {1}</translation>
    </message>
    <message>
        <location filename="session/image_labels.py"/>
        <source>Take the class of {0} away</source>
        <translation>Retirar a classe de {0}</translation>
    </message>
    <message>
        <location filename="session/image_labels.py"/>
        <source>there is no class {0}; add it in the panel Classes</source>
        <translation>a classe {0} não existe; adicione-a no painel Classes</translation>
    </message>
    <message>
        <location filename="session/image_labels.py"/>
        <source>a class has a name of 1 to {0} characters</source>
        <translation>o nome de uma classe tem de 1 a {0} caracteres</translation>
    </message>
    <message>
        <location filename="session/image_result.py"/>
        <source>{0}: is too large for this table; Predict writes objects and measures</source>
        <translation>{0}: é grande demais para esta tabela; Predizer grava objetos e medidas</translation>
    </message>
    <message>
        <location filename="session/image_result.py"/>
        <source>{0}: there is not enough memory to measure it</source>
        <translation>{0}: não há memória suficiente para medi-la</translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>{0} found in another place</source>
        <translation>Em outro lugar: {0}</translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>Find {0} again</source>
        <translation>Reencontrar {0}</translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>Add {0}</source>
        <translation>Adicionar {0}</translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>Import files</source>
        <translation>Importar arquivos</translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>{0}; and {1} more</source>
        <translation>{0}; e mais {1}</translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>Set the mask of {0}</source>
        <translation>Definir a máscara de {0}</translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>Reading images</source>
        <translation>Lendo as imagens</translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>Remove {0}</source>
        <translation>Remover {0}</translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>Use {0} for {1}</source>
        <translation>Usar {0} para {1}</translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>Set the window of {0}</source>
        <translation>Definir a faixa de valores de {0}</translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>Set the pixel size of {0}</source>
        <translation>Definir o tamanho do pixel de {0}</translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>1 was there already</source>
        <translation>1 já estava no projeto</translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>{0} were there already</source>
        <translation>{0} já estavam no projeto</translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>{0} added{1}</source>
        <translation>Adição de {0}{1}</translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>{0} to select images from</source>
        <translation>{0} de onde selecionar imagens</translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>masks of {0}</source>
        <translation>máscaras de {0}</translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>classes of {0}</source>
        <translation>classes de {0}</translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>without an image: {0}</source>
        <translation>sem imagem: {0}</translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>Nothing was imported</source>
        <translation>Nada foi importado</translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <location filename="workflow/suggest.py"/>
        <source>looking for images</source>
        <translation>procurando imagens</translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>still missing: {0}</source>
        <translation>ainda em falta: {0}</translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>{0} was left out</source>
        <translation>{0} ficou de fora</translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>{0} is now the mask of {1}</source>
        <translation>{0} é agora a máscara de {1}</translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>Reading a mask</source>
        <translation>Lendo uma máscara</translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>Nothing to change</source>
        <translation>Nada a mudar</translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>Read the pixel size of {0}</source>
        <translation>Ler o tamanho do pixel de {0}</translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>there is no image {0} in the project</source>
        <translation>não há imagem {0} no projeto</translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>Remove the mask of {0}</source>
        <translation>Remover a máscara de {0}</translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>Pixel size of {0} read</source>
        <translation>Tamanho do pixel de {0} lido</translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>{n} stack</source>
        <translation>{n} pilha</translation>
    </message>
    <message>
        <location filename="session/images.py"/>
        <source>{n} stacks</source>
        <translation>{n} pilhas</translation>
    </message>
    <message>
        <location filename="session/influence.py"/>
        <source>The build takes too long to repeat it without each marker</source>
        <translation>A construção demora demais para ser repetida sem cada marcador</translation>
    </message>
    <message>
        <location filename="session/influence.py"/>
        <source>Checking the last strokes</source>
        <translation>Verificando os últimos traços</translation>
    </message>
    <message>
        <location filename="session/influence.py"/>
        <source>Measuring the markers</source>
        <translation>Medindo os marcadores</translation>
    </message>
    <message>
        <location filename="session/inspection.py"/>
        <source>Drafting the saliency</source>
        <translation>Esboçando a saliência</translation>
    </message>
    <message>
        <location filename="session/inspection.py"/>
        <source>Decoding the image</source>
        <translation>Decodificando a imagem</translation>
    </message>
    <message>
        <location filename="session/inspection.py"/>
        <source>Explaining the decoder</source>
        <translation>Explicando o decodificador</translation>
    </message>
    <message>
        <location filename="session/inspection.py"/>
        <source>Measuring the mask</source>
        <translation>Medindo a máscara</translation>
    </message>
    <message>
        <location filename="session/inspection.py"/>
        <source>Decoding by the previous build</source>
        <translation>Decodificando com a construção anterior</translation>
    </message>
    <message>
        <location filename="session/inspection.py"/>
        <source>Drawing kernels</source>
        <translation>Desenhando os kernels</translation>
    </message>
    <message>
        <location filename="session/inspection.py"/>
        <source>Drawing a map</source>
        <translation>Desenhando um mapa</translation>
    </message>
    <message>
        <location filename="session/inspection.py"/>
        <source>Encoding the image</source>
        <translation>Codificando a imagem</translation>
    </message>
    <message>
        <location filename="session/inspection.py"/>
        <source>Cutting the saliency</source>
        <translation>Cortando a saliência no limiar</translation>
    </message>
    <message>
        <location filename="session/inspector.py"/>
        <source>Nothing is built yet: draw markers on a training image, then build</source>
        <translation>Ainda não há nada construído: desenhe marcadores em uma imagem de treino e construa</translation>
    </message>
    <message>
        <location filename="session/inspector.py"/>
        <source>Reading the saved model</source>
        <translation>Lendo o modelo salvo</translation>
    </message>
    <message>
        <location filename="session/inspector.py"/>
        <source>There is no previous build to show</source>
        <translation>Não há construção anterior para mostrar</translation>
    </message>
    <message>
        <location filename="session/kernel_preferences.py"/>
        <source>Finding what kernels like</source>
        <translation>Procurando o que os kernels preferem</translation>
    </message>
    <message>
        <location filename="session/kernel_preferences.py"/>
        <source>{0}: is too large to be searched whole</source>
        <translation>{0}: é grande demais para que se busque nela inteira</translation>
    </message>
    <message>
        <location filename="session/kernel_reviewer.py"/>
        <source>Reviewing the kernels</source>
        <translation>Revisando os kernels</translation>
    </message>
    <message>
        <location filename="session/kernels.py"/>
        <source>Restore {0} of block {1}</source>
        <translation>Restaurar {0} do bloco {1}</translation>
    </message>
    <message>
        <location filename="session/kernels.py"/>
        <source>Invert {0} of block {1}</source>
        <translation>Inverter {0} do bloco {1}</translation>
    </message>
    <message>
        <location filename="session/kernels.py"/>
        <source>Delete {0} of block {1}</source>
        <translation>Excluir {0} do bloco {1}</translation>
    </message>
    <message>
        <location filename="session/kernels.py"/>
        <source>block {0} would have no kernels left; keep at least one of them</source>
        <translation>o bloco {0} ficaria sem kernels; mantenha pelo menos um deles</translation>
    </message>
    <message>
        <location filename="session/large_image.py"/>
        <source>block {0}, kernel {1}{2}</source>
        <translation>bloco {0}, kernel {1}{2}</translation>
    </message>
    <message>
        <location filename="session/large_image.py"/>
        <location filename="session/slide_view.py"/>
        <source>, a draft{0}</source>
        <translation>, rascunho{0}</translation>
    </message>
    <message>
        <location filename="session/large_image.py"/>
        <source>, provisional{0}</source>
        <translation>, provisório{0}</translation>
    </message>
    <message>
        <location filename="session/large_inspection.py"/>
        <source>The image is too large for the saliency of one block; show that of all</source>
        <translation>A imagem é grande demais para a saliência de um só bloco; mostre a de todos</translation>
    </message>
    <message>
        <location filename="session/large_inspection.py"/>
        <source>Decoding a large image</source>
        <translation>Decodificando uma imagem grande</translation>
    </message>
    <message>
        <location filename="session/libraries.py"/>
        <source>Loading libraries</source>
        <translation>Carregando bibliotecas</translation>
    </message>
    <message>
        <location filename="session/pixels.py"/>
        <source>the reference mask is not shown: the image has over {0} pixels</source>
        <translation>a máscara de referência não é mostrada: a imagem tem mais de {0} pixels</translation>
    </message>
    <message>
        <location filename="session/pixels.py"/>
        <source>Reading an image</source>
        <translation>Lendo uma imagem</translation>
    </message>
    <message>
        <location filename="session/place_patches.py"/>
        <source>Cutting patches</source>
        <translation>Recortando patches</translation>
    </message>
    <message>
        <location filename="session/pooled_images.py"/>
        <location filename="workflow/project_map.py"/>
        <source>encoding images</source>
        <translation>codificando as imagens</translation>
    </message>
    <message>
        <location filename="session/pooled_images.py"/>
        <source>{0}: is too large to be encoded whole; classify its parts</source>
        <translation>{0}: é grande demais para ser codificada inteira; classifique suas partes</translation>
    </message>
    <message>
        <location filename="session/pooled_images.py"/>
        <source>{0}: is too large to be read whole; classify its parts</source>
        <translation>{0}: é grande demais para ser lida inteira; classifique suas partes</translation>
    </message>
    <message>
        <location filename="session/pooled_images.py"/>
        <source>{0}: is {1} x {2} px, unlike {3}; all pixels need one size, a grid does not</source>
        <translation>{0}: tem {1} x {2} px, diferente de {3}; todos os pixels exigem um só tamanho, uma grade não</translation>
    </message>
    <message>
        <location filename="session/prediction.py"/>
        <source>Predicting a folder</source>
        <translation>Predizendo uma pasta</translation>
    </message>
    <message>
        <location filename="session/prediction.py"/>
        <source>The project was not built, so nothing was predicted</source>
        <translation>O projeto não foi construído, então nada foi predito</translation>
    </message>
    <message>
        <location filename="session/prediction.py"/>
        <source>The project was closed before it was built; nothing was predicted</source>
        <translation>O projeto foi fechado antes de ser construído; nada foi predito</translation>
    </message>
    <message>
        <location filename="session/prediction.py"/>
        <source> after {0} of {1}</source>
        <translation> após {0} de {1}</translation>
    </message>
    <message>
        <location filename="session/prediction.py"/>
        <source>Stopped{0}; complete files stay</source>
        <translation>Interrompido{0}; os arquivos completos permanecem</translation>
    </message>
    <message>
        <location filename="session/prediction.py"/>
        <source>The build was stopped, so nothing was predicted</source>
        <translation>A construção foi interrompida, então nada foi predito</translation>
    </message>
    <message>
        <location filename="session/project_build.py"/>
        <source>decoder {0} is made by a build: build the project</source>
        <translation>o decodificador {0} é feito por uma construção: construa o projeto</translation>
    </message>
    <message>
        <location filename="session/project_maps.py"/>
        <location filename="session/unhurried.py"/>
        <source>map file</source>
        <translation>arquivo do mapa</translation>
    </message>
    <message>
        <location filename="session/project_maps.py"/>
        <source>Saving the map</source>
        <translation>Salvando o mapa</translation>
    </message>
    <message>
        <location filename="session/project_maps.py"/>
        <source>Mapping</source>
        <translation>Fazendo o mapa</translation>
    </message>
    <message>
        <location filename="session/project_maps.py"/>
        <source>Measuring the blocks</source>
        <translation>Medindo os blocos</translation>
    </message>
    <message>
        <location filename="session/project_maps.py"/>
        <location filename="session/tissue_edits.py"/>
        <source>Saved {0}</source>
        <translation>Salvo: {0}</translation>
    </message>
    <message>
        <location filename="session/project_results.py"/>
        <source>Measuring the images</source>
        <translation>Medindo as imagens</translation>
    </message>
    <message>
        <location filename="session/reports.py"/>
        <source>Writing a report</source>
        <translation>Gravando um relatório</translation>
    </message>
    <message>
        <location filename="session/result_tables.py"/>
        <source>Wrote {0} to {1}{2}</source>
        <translation>Gravado: {0} em {1}{2}</translation>
    </message>
    <message>
        <location filename="session/result_tables.py"/>
        <source>Writing a table</source>
        <translation>Gravando uma tabela</translation>
    </message>
    <message>
        <location filename="session/result_tables.py"/>
        <source>; {0} left out</source>
        <translation>; deixou de fora {0}</translation>
    </message>
    <message>
        <location filename="session/second_view.py"/>
        <source>Nothing is built yet</source>
        <translation>Ainda não há nada construído</translation>
    </message>
    <message>
        <location filename="session/second_view.py"/>
        <source>There is no previous build</source>
        <translation>Não há construção anterior</translation>
    </message>
    <message>
        <location filename="session/second_view.py"/>
        <source>No reference mask</source>
        <translation>Sem máscara de referência</translation>
    </message>
    <message>
        <location filename="session/second_view.py"/>
        <source>The image is too large for this map in a second pane</source>
        <translation>A imagem é grande demais para este mapa em uma segunda vista</translation>
    </message>
    <message>
        <location filename="session/second_view.py"/>
        <source>Shown when the whole image is decoded</source>
        <translation>Aparece quando a imagem inteira é decodificada</translation>
    </message>
    <message>
        <location filename="session/second_view.py"/>
        <source>Drawing the second map</source>
        <translation>Desenhando o segundo mapa</translation>
    </message>
    <message>
        <location filename="session/second_view.py"/>
        <source>There is no block {0}</source>
        <translation>Não há bloco {0}</translation>
    </message>
    <message>
        <location filename="session/session.py"/>
        <source>Suggestion {0} drawn as {1}</source>
        <translation>Sugestão {0} desenhada como {1}</translation>
    </message>
    <message>
        <location filename="session/session.py"/>
        <source>Undone: {0}</source>
        <translation>Desfeito: {0}</translation>
    </message>
    <message>
        <location filename="session/session.py"/>
        <source>Redone: {0}</source>
        <translation>Refeito: {0}</translation>
    </message>
    <message>
        <location filename="session/session.py"/>
        <source> and {0}</source>
        <translation> e {0}</translation>
    </message>
    <message>
        <location filename="session/session.py"/>
        <source>{0}, on {1}{2}</source>
        <translation>{0}, em {1}{2}</translation>
    </message>
    <message>
        <location filename="session/session.py"/>
        <source>Change the architecture</source>
        <translation>Mudar a arquitetura</translation>
    </message>
    <message>
        <location filename="session/session.py"/>
        <source>Change the decoder</source>
        <translation>Mudar o decodificador</translation>
    </message>
    <message>
        <location filename="session/session.py"/>
        <source>Change the delineation</source>
        <translation>Mudar o delineamento</translation>
    </message>
    <message>
        <location filename="session/session.py"/>
        <source>Change the seed</source>
        <translation>Mudar a semente</translation>
    </message>
    <message>
        <location filename="session/session.py"/>
        <source>{n} other image</source>
        <translation>{n} outra imagem</translation>
    </message>
    <message>
        <location filename="session/session.py"/>
        <source>{n} other images</source>
        <translation>{n} outras imagens</translation>
    </message>
    <message>
        <location filename="session/shown_counts.py"/>
        <source>Counting the saliency</source>
        <translation>Contando a saliência</translation>
    </message>
    <message>
        <location filename="session/shown_objects.py"/>
        <source>Measuring objects</source>
        <translation>Medindo os objetos</translation>
    </message>
    <message>
        <location filename="session/slide.py"/>
        <source>Finding the tissue</source>
        <translation>Detectando o tecido</translation>
    </message>
    <message>
        <location filename="session/slide_view.py"/>
        <source>Only the part in view is decoded, as the image has {0:,.0f} million pixels; Predict decodes all of it</source>
        <translation>Só a parte visível é decodificada, pois a imagem tem {0:,.0f} milhões de pixels; Predizer decodifica a imagem toda</translation>
    </message>
    <message>
        <location filename="session/slide_view.py"/>
        <source>; a mask by the threshold {0} needs the whole image: choose a fixed threshold</source>
        <translation>; uma máscara pelo limiar {0} precisa da imagem inteira: escolha um limiar fixo</translation>
    </message>
    <message>
        <location filename="session/slide_view.py"/>
        <source>; a mask by this decoder needs the whole image</source>
        <translation>; uma máscara por este decodificador precisa da imagem inteira</translation>
    </message>
    <message>
        <location filename="session/slide_view.py"/>
        <source>, a draft; zoom in for the exact one</source>
        <translation>, rascunho; amplie para ver o exato</translation>
    </message>
    <message>
        <location filename="session/slide_view.py"/>
        <source>; zoom in to see it</source>
        <translation>; amplie para vê-lo</translation>
    </message>
    <message>
        <location filename="session/slide_view.py"/>
        <source>, provisional</source>
        <translation>, provisório</translation>
    </message>
    <message>
        <location filename="session/stroke_effect.py"/>
        <source>{0} lowered the agreement with the other markers by {1}</source>
        <translation>{0} reduziu a concordância com os outros marcadores em {1}</translation>
    </message>
    <message>
        <location filename="session/stroke_effect.py"/>
        <source>The last stroke</source>
        <translation>O último traço</translation>
    </message>
    <message>
        <location filename="session/stroke_effect.py"/>
        <source>The last {0} strokes</source>
        <translation>O conjunto dos últimos {0} traços</translation>
    </message>
    <message>
        <location filename="session/stroke_effect.py"/>
        <source>{0} lowered {1} by {2}</source>
        <translation>{0} reduziu {1} em {2}</translation>
    </message>
    <message>
        <location filename="session/stroke_effect.py"/>
        <source>The other markers contradict the last stroke</source>
        <translation>Os outros marcadores contradizem o último traço</translation>
    </message>
    <message>
        <location filename="session/stroke_effect.py"/>
        <source>the mean Dice of {0} images</source>
        <translation>o Dice médio de {0} imagens</translation>
    </message>
    <message>
        <location filename="session/suggested_images.py"/>
        <location filename="session/unhurried.py"/>
        <source>suggested images</source>
        <translation>imagens sugeridas</translation>
    </message>
    <message>
        <location filename="session/suggested_images.py"/>
        <source>Looking for images to mark</source>
        <translation>Procurando imagens para marcar</translation>
    </message>
    <message>
        <location filename="session/suggestions.py"/>
        <source>No place is left to suggest on this image</source>
        <translation>Não resta nenhum lugar a sugerir nesta imagem</translation>
    </message>
    <message>
        <location filename="session/suggestions.py"/>
        <source>Looking for places to mark</source>
        <translation>Procurando lugares para marcar</translation>
    </message>
    <message>
        <location filename="session/suggestions.py"/>
        <source>{0} is not for training: its markers would give no kernels</source>
        <translation>{0} não é de treino: seus marcadores não dariam kernels</translation>
    </message>
    <message>
        <location filename="session/suggestions.py"/>
        <source>{0} is too large for suggestions; mark what looks wrong</source>
        <translation>{0} é grande demais para sugestões; marque o que parecer errado</translation>
    </message>
    <message>
        <location filename="session/suggestions.py"/>
        <source>choose the class of suggestion {0} first: press its digit, or choose it in the line above the image</source>
        <translation>escolha primeiro a classe da sugestão {0}: tecle seu dígito ou escolha-a na linha acima da imagem</translation>
    </message>
    <message>
        <location filename="session/thumbnails.py"/>
        <source>Making thumbnails</source>
        <translation>Fazendo as miniaturas</translation>
    </message>
    <message>
        <location filename="session/tissue_cost.py"/>
        <location filename="session/unhurried.py"/>
        <source>tile time</source>
        <translation>tempo por ladrilho</translation>
    </message>
    <message>
        <location filename="session/tissue_cost.py"/>
        <source>Timing a tile</source>
        <translation>Cronometrando um ladrilho</translation>
    </message>
    <message>
        <location filename="session/tissue_cost.py"/>
        <location filename="session/unhurried.py"/>
        <source>tile count</source>
        <translation>número de ladrilhos</translation>
    </message>
    <message>
        <location filename="session/tissue_cost.py"/>
        <source>Planning the tiles</source>
        <translation>Planejando os ladrilhos</translation>
    </message>
    <message>
        <location filename="session/tissue_edits.py"/>
        <source>tissue file</source>
        <translation>arquivo do tecido</translation>
    </message>
    <message>
        <location filename="session/tissue_edits.py"/>
        <source>Change the threshold of the tissue</source>
        <translation>Mudar o limiar do tecido</translation>
    </message>
    <message>
        <location filename="session/tissue_edits.py"/>
        <source>Change the smallest part of the tissue</source>
        <translation>Mudar a menor parte do tecido</translation>
    </message>
    <message>
        <location filename="session/tissue_edits.py"/>
        <source>Change the margin of the tissue</source>
        <translation>Mudar a margem do tecido</translation>
    </message>
    <message>
        <location filename="session/tissue_edits.py"/>
        <source>Add tissue</source>
        <translation>Adicionar tecido</translation>
    </message>
    <message>
        <location filename="session/tissue_edits.py"/>
        <source>Remove tissue</source>
        <translation>Remover tecido</translation>
    </message>
    <message>
        <location filename="session/tissue_edits.py"/>
        <source>Reading {0}</source>
        <translation>Lendo {0}</translation>
    </message>
    <message>
        <location filename="session/tissue_edits.py"/>
        <source>Writing {0}</source>
        <translation>Gravando {0}</translation>
    </message>
    <message>
        <location filename="session/tissue_edits.py"/>
        <source>Find the tissue again</source>
        <translation>Detectar o tecido de novo</translation>
    </message>
    <message>
        <location filename="session/tissue_edits.py"/>
        <source>Read the tissue from {0}</source>
        <translation>Ler o tecido de {0}</translation>
    </message>
    <message>
        <location filename="session/training_run.py"/>
        <source>epoch {0} of {1}</source>
        <translation>época {0} de {1}</translation>
    </message>
    <message>
        <location filename="session/training_run.py"/>
        <source>epoch {0} of {1} done</source>
        <translation>época {0} de {1} concluída</translation>
    </message>
    <message>
        <location filename="tasks/finetuning/augmentation.py"/>
        <source>{0} {1}: give a number from 0 to {2}</source>
        <translation>{0} {1}: informe um número de 0 a {2}</translation>
    </message>
    <message>
        <location filename="tasks/finetuning/checkpoint.py"/>
        <source>start anew without --resume</source>
        <translation>comece de novo sem --resume</translation>
    </message>
    <message>
        <location filename="tasks/finetuning/checkpoint.py"/>
        <source>has {0} epochs, not {1}; give more epochs, or</source>
        <translation>tem {0} épocas, não {1}; informe mais épocas, ou</translation>
    </message>
    <message>
        <location filename="tasks/finetuning/checkpoint.py"/>
        <source>augmentation {0}</source>
        <translation>aumento {0}</translation>
    </message>
    <message>
        <location filename="tasks/finetuning/checkpoint.py"/>
        <source>belongs to other images, masks or another model; {0}</source>
        <translation>pertence a outras imagens, máscaras ou outro modelo; {0}</translation>
    </message>
    <message>
        <location filename="tasks/finetuning/checkpoint.py"/>
        <source>there is no checkpoint; {0}</source>
        <translation>não há checkpoint; {0}</translation>
    </message>
    <message>
        <location filename="tasks/finetuning/checkpoint.py"/>
        <source>can&apos;t be read: {0}; {1}</source>
        <translation>não pode ser lido: {0}; {1}</translation>
    </message>
    <message>
        <location filename="tasks/finetuning/checkpoint.py"/>
        <source>is damaged or no checkpoint of a training; {0}</source>
        <translation>está danificado ou não é o checkpoint de um treino; {0}</translation>
    </message>
    <message>
        <location filename="tasks/finetuning/checkpoint.py"/>
        <source>was written with {0} {1}, not {2}; give the same settings, or {3}</source>
        <translation>foi gravado com {0} {1}, não {2}; informe as mesmas configurações, ou {3}</translation>
    </message>
    <message>
        <location filename="tasks/finetuning/settings.py"/>
        <source>loss {0}: choose from {1}</source>
        <translation>perda {0}: escolha entre {1}</translation>
    </message>
    <message>
        <location filename="tasks/finetuning/settings.py"/>
        <source>{0} {1}: give {2} to {3}</source>
        <translation>{0} {1}: informe de {2} a {3}</translation>
    </message>
    <message>
        <location filename="tasks/finetuning/settings.py"/>
        <source>{0} {1}: give a learning rate over 0, up to 1</source>
        <translation>{0} {1}: informe uma taxa de aprendizado acima de 0, até 1</translation>
    </message>
    <message>
        <location filename="tasks/finetuning/training.py"/>
        <source>resume: give the checkpoint to go on from</source>
        <translation>resume: informe o checkpoint de onde continuar</translation>
    </message>
    <message>
        <location filename="tasks/finetuning/training.py"/>
        <source>there is no image to train on; give images with masks or markers</source>
        <translation>não há imagem com que treinar; informe imagens com máscaras ou marcadores</translation>
    </message>
    <message>
        <location filename="tasks/finetuning/training.py"/>
        <source>no pixel of the training images is marked; draw markers, or give masks</source>
        <translation>nenhum pixel das imagens de treino está marcado; desenhe marcadores ou informe máscaras</translation>
    </message>
    <message>
        <location filename="tasks/finetuning/training.py"/>
        <source>the masks of the training images show no object; add images with objects, or check the values of the masks (--values)</source>
        <translation>as máscaras das imagens de treino não mostram objeto; adicione imagens com objetos ou confira os valores das máscaras (--values)</translation>
    </message>
    <message>
        <location filename="tasks/finetuning/training.py"/>
        <source>is of a network with other layers; start anew without --resume</source>
        <translation>é de uma rede com outras camadas; comece de novo sem --resume</translation>
    </message>
    <message>
        <location filename="tasks/finetuning/training.py"/>
        <source>{0}: has {1} and the encoder reads {2}; give images like those it was learned from</source>
        <translation>{0}: tem {1} e o codificador lê {2}; informe imagens como aquelas com que ele aprendeu</translation>
    </message>
    <message>
        <location filename="tasks/finetuning/training.py"/>
        <source>{0}: image and truth differ in size</source>
        <translation>{0}: imagem e verdade diferem em tamanho</translation>
    </message>
    <message>
        <location filename="tasks/finetuning/training.py"/>
        <source>epoch {0}: the loss is {1}, as the weights have grown too large; train with smaller rates than {2} and {3}</source>
        <translation>época {0}: a perda é {1}, pois os pesos cresceram demais; treine com taxas menores que {2} e {3}</translation>
    </message>
    <message>
        <location filename="tasks/finetuning/training.py"/>
        <location filename="workflow/readiness.py"/>
        <source>{n} channel</source>
        <translation>{n} canal</translation>
    </message>
    <message>
        <location filename="tasks/finetuning/training.py"/>
        <location filename="workflow/readiness.py"/>
        <source>{n} channels</source>
        <translation>{n} canais</translation>
    </message>
    <message>
        <location filename="tasks/identification/classifier.py"/>
        <location filename="tasks/identification/validation.py"/>
        <source>{0} and {1}; there must be one each</source>
        <translation>{0} e {1}; deve haver um de cada</translation>
    </message>
    <message>
        <location filename="tasks/identification/classifier.py"/>
        <source>pooling {0} needs the size of the images</source>
        <translation>o pooling {0} precisa do tamanho das imagens</translation>
    </message>
    <message>
        <location filename="tasks/identification/classifier.py"/>
        <source>class {0} has {1} characters; give 1 to {2}</source>
        <translation>a classe {0} tem {1} caracteres; informe de 1 a {2}</translation>
    </message>
    <message>
        <location filename="tasks/identification/classifier.py"/>
        <source>the classifier has not learned yet; call fit(images, labels)</source>
        <translation>o classificador ainda não aprendeu; chame fit(images, labels)</translation>
    </message>
    <message>
        <location filename="tasks/identification/classifier.py"/>
        <source>the classifier learned from whole images; train one of objects with side</source>
        <translation>o classificador aprendeu com imagens inteiras; treine um de objetos, com side</translation>
    </message>
    <message>
        <location filename="tasks/identification/classifier.py"/>
        <source>{n} label</source>
        <translation>{n} rótulo</translation>
    </message>
    <message>
        <location filename="tasks/identification/classifier.py"/>
        <source>{n} labels</source>
        <translation>{n} rótulos</translation>
    </message>
    <message>
        <location filename="tasks/identification/classifiers.py"/>
        <source>classifier {0}: choose from {1}</source>
        <translation>classificador {0}: escolha entre {1}</translation>
    </message>
    <message>
        <location filename="tasks/identification/classifiers.py"/>
        <source>features have NaN or infinite values; check the images and the model</source>
        <translation>as características têm valores NaN ou infinitos; confira as imagens e o modelo</translation>
    </message>
    <message>
        <location filename="tasks/identification/classifiers.py"/>
        <source>all images to learn from are of one class; give images of two or more</source>
        <translation>todas as imagens de onde aprender são de uma classe; informe imagens de duas ou mais</translation>
    </message>
    <message>
        <location filename="tasks/identification/classifiers.py"/>
        <source>Linear SVM</source>
        <translation>SVM linear</translation>
    </message>
    <message>
        <location filename="tasks/identification/classifiers.py"/>
        <source>A support vector machine with a plane between each two classes, C = 1.</source>
        <translation>Uma máquina de vetores de suporte com um plano entre cada duas classes, C = 1.</translation>
    </message>
    <message>
        <location filename="tasks/identification/classifiers.py"/>
        <source>A support vector machine with a Gaussian kernel, C = 10, gamma = 1 / (d variance).</source>
        <translation>Uma máquina de vetores de suporte com kernel gaussiano, C = 10, gamma = 1 / (d variância).</translation>
    </message>
    <message>
        <location filename="tasks/identification/classifiers.py"/>
        <source>Logistic regression</source>
        <translation>Regressão logística</translation>
    </message>
    <message>
        <location filename="tasks/identification/classifiers.py"/>
        <source>A linear score for each class and their softmax, C = 1.</source>
        <translation>Um escore linear para cada classe e o softmax deles, C = 1.</translation>
    </message>
    <message>
        <location filename="tasks/identification/classifiers.py"/>
        <source>Multilayer perceptron</source>
        <translation>Perceptron multicamadas</translation>
    </message>
    <message>
        <location filename="tasks/identification/classifiers.py"/>
        <source>One hidden layer of {0} units with ReLU, then softmax, by Adam.</source>
        <translation>Uma camada oculta de {0} unidades com ReLU, depois softmax, por Adam.</translation>
    </message>
    <message>
        <location filename="tasks/identification/difficulty.py"/>
        <source>classes {0}: {1} of them are of the project; sharing kernels needs two or more, by name or id</source>
        <translation>classes {0}: {1} delas são do projeto; distribuir kernels precisa de duas ou mais, por nome ou id</translation>
    </message>
    <message>
        <location filename="tasks/identification/difficulty.py"/>
        <source>class {0}: the recall {1} is not in 0..1</source>
        <translation>classe {0}: a revocação {1} não está em 0..1</translation>
    </message>
    <message>
        <location filename="tasks/identification/document.py"/>
        <source>train the classifier again</source>
        <translation>treine o classificador de novo</translation>
    </message>
    <message>
        <location filename="tasks/identification/document.py"/>
        <source>is of another encoder than model.json</source>
        <translation>é de um codificador diferente do de model.json</translation>
    </message>
    <message>
        <location filename="tasks/identification/document.py"/>
        <source>pooling: {0} is not {1}</source>
        <translation>pooling: {0} não é {1}</translation>
    </message>
    <message>
        <location filename="tasks/identification/document.py"/>
        <source>{0}: holds a classifier, and is left as it is; give a new folder</source>
        <translation>{0}: contém um classificador e fica como está; informe uma pasta nova</translation>
    </message>
    <message>
        <location filename="tasks/identification/document.py"/>
        <source>{0}: no classifier here ({1} is missing); make one with &apos;flimbuilder classify train&apos;</source>
        <translation>{0}: não há classificador aqui ({1} está ausente); faça um com &apos;flimbuilder classify train&apos;</translation>
    </message>
    <message>
        <location filename="tasks/identification/document.py"/>
        <source>{0}: {1} and {2} are not of one classifier, as after an interrupted training; {3}</source>
        <translation>{0}: {1} e {2} não são do mesmo classificador, como após um treino interrompido; {3}</translation>
    </message>
    <message>
        <location filename="tasks/identification/document.py"/>
        <source>blocks: {0} is no block of 1..{1}</source>
        <translation>blocks: {0} não é um bloco de 1..{1}</translation>
    </message>
    <message>
        <location filename="tasks/identification/document.py"/>
        <source>head: {0} is not that of {1}</source>
        <translation>head: {0} não é o de {1}</translation>
    </message>
    <message>
        <location filename="tasks/identification/document.py"/>
        <source>{0}: has {1} layers; {2}</source>
        <translation>{0}: tem {1} camadas; {2}</translation>
    </message>
    <message>
        <location filename="tasks/identification/document.py"/>
        <source>is not of this classifier</source>
        <translation>não é deste classificador</translation>
    </message>
    <message>
        <location filename="tasks/identification/document.py"/>
        <source>{0}: can&apos;t be read: {1}; {2}</source>
        <translation>{0}: não pode ser lido: {1}; {2}</translation>
    </message>
    <message>
        <location filename="tasks/identification/document.py"/>
        <source>classes: a name is given twice</source>
        <translation>classes: um nome aparece duas vezes</translation>
    </message>
    <message>
        <location filename="tasks/identification/document.py"/>
        <source>{0}: {1}; update flimbuilder, or {2}</source>
        <translation>{0}: {1}; atualize o flimbuilder, ou {2}</translation>
    </message>
    <message>
        <location filename="tasks/identification/document.py"/>
        <source>{0}: {1} is {2} of shape {3}, or not finite, where float32 of {4} is expected; {5}</source>
        <translation>{0}: {1} é {2} de formato {3}, ou não é finito, onde se espera float32 de {4}; {5}</translation>
    </message>
    <message>
        <location filename="tasks/identification/document.py"/>
        <source>size: {0} does not fit the pooling {1}</source>
        <translation>size: {0} não combina com o pooling {1}</translation>
    </message>
    <message>
        <location filename="tasks/identification/features.py"/>
        <source>block {0}: the encoder has blocks 1 to {1}</source>
        <translation>bloco {0}: o codificador tem os blocos 1 a {1}</translation>
    </message>
    <message>
        <location filename="tasks/identification/features.py"/>
        <source>{0}: is {1} x {2} and must be {3} x {4} as the others: the pooling {5} needs one size, a grid does not</source>
        <translation>{0}: tem {1} x {2} e deve ter {3} x {4} como as outras: o pooling {5} precisa de um só tamanho, uma grade não</translation>
    </message>
    <message>
        <location filename="tasks/identification/features.py"/>
        <source>{0}: {1} x {2} pixels take {3} GB to encode, and at most {4} GB are used; classify its objects or parts</source>
        <translation>{0}: codificar {1} x {2} pixels exige {3} GB, e no máximo {4} GB são usados; classifique seus objetos ou partes</translation>
    </message>
    <message>
        <location filename="tasks/identification/mistakes.py"/>
        <source>image {0} got its true class; choose one that did not</source>
        <translation>a imagem {0} recebeu sua classe verdadeira; escolha uma que não recebeu</translation>
    </message>
    <message>
        <location filename="tasks/identification/mistakes.py"/>
        <source>{0} features are not the {1} of the blocks</source>
        <translation>{0} características não são as {1} dos blocos</translation>
    </message>
    <message>
        <location filename="tasks/identification/objects.py"/>
        <source>give either instances or centres</source>
        <translation>informe instâncias ou centros, um dos dois</translation>
    </message>
    <message>
        <location filename="tasks/identification/objects.py"/>
        <source>side {0}: give {1} to {2} pixels</source>
        <translation>side {0}: informe de {1} a {2} pixels</translation>
    </message>
    <message>
        <location filename="tasks/identification/objects.py"/>
        <source>the side of patches can&apos;t be measured: no two objects are in an image</source>
        <translation>não é possível medir o lado dos patches: não há dois objetos em uma imagem</translation>
    </message>
    <message>
        <location filename="tasks/identification/objects.py"/>
        <source>centres have the shape {0}; give (n, 2), row and column</source>
        <translation>os centros têm o formato {0}; informe (n, 2), linha e coluna</translation>
    </message>
    <message>
        <location filename="tasks/identification/objects.py"/>
        <source>centre row {0}, column {1}: is outside the image of {2} x {3} pixels; rows and columns begin with 0</source>
        <translation>centro na linha {0}, coluna {1}: está fora da imagem de {2} x {3} pixels; linhas e colunas começam em 0</translation>
    </message>
    <message>
        <location filename="tasks/identification/objects.py"/>
        <source>instances: give whole numbers, one for each object, and 0 for none</source>
        <translation>instances: informe números inteiros, um para cada objeto, e 0 para nenhum</translation>
    </message>
    <message>
        <location filename="tasks/identification/objects.py"/>
        <source>instances: are {0} x {1} and the image is {2} x {3} pixels; give one number a pixel</source>
        <translation>instances: são {0} x {1}, e a imagem tem {2} x {3} pixels; informe um número por pixel</translation>
    </message>
    <message>
        <location filename="tasks/identification/poolings.py"/>
        <source>Grid of {0} x {1}</source>
        <translation>Grade de {0} x {1}</translation>
    </message>
    <message>
        <location filename="tasks/identification/poolings.py"/>
        <source>The mean of each activation map in each of {0} x {1} cells.</source>
        <translation>A média de cada mapa de ativação em cada uma de {0} x {1} células.</translation>
    </message>
    <message>
        <location filename="tasks/identification/poolings.py"/>
        <source>{0} rings</source>
        <translation>{0} anéis</translation>
    </message>
    <message>
        <location filename="tasks/identification/poolings.py"/>
        <source>The mean of each activation map in each of {0} rings around the middle.</source>
        <translation>A média de cada mapa de ativação em cada um de {0} anéis em torno do meio.</translation>
    </message>
    <message>
        <location filename="tasks/identification/poolings.py"/>
        <source>pooling {0}: choose from {1}, grid:K or rings:K with K up to {2}</source>
        <translation>pooling {0}: escolha entre {1}, grid:K ou rings:K com K até {2}</translation>
    </message>
    <message>
        <location filename="tasks/identification/poolings.py"/>
        <source>The mean of each activation map over the image.</source>
        <translation>A média de cada mapa de ativação na imagem.</translation>
    </message>
    <message>
        <location filename="tasks/identification/poolings.py"/>
        <source>Maximum</source>
        <translation>Máximo</translation>
    </message>
    <message>
        <location filename="tasks/identification/poolings.py"/>
        <source>The maximum of each activation map.</source>
        <translation>O máximo de cada mapa de ativação.</translation>
    </message>
    <message>
        <location filename="tasks/identification/poolings.py"/>
        <source>Mean, deviation and maximum</source>
        <translation>Média, desvio e máximo</translation>
    </message>
    <message>
        <location filename="tasks/identification/poolings.py"/>
        <source>The mean, the standard deviation and the maximum of each activation map.</source>
        <translation>A média, o desvio padrão e o máximo de cada mapa de ativação.</translation>
    </message>
    <message>
        <location filename="tasks/identification/poolings.py"/>
        <source>All pixels</source>
        <translation>Todos os pixels</translation>
    </message>
    <message>
        <location filename="tasks/identification/poolings.py"/>
        <source>Every pixel of each activation map; images must have one size.</source>
        <translation>Cada pixel de cada mapa de ativação; as imagens devem ter um só tamanho.</translation>
    </message>
    <message>
        <location filename="tasks/identification/validation.py"/>
        <source>each of the classes {0} has one image</source>
        <translation>cada uma das classes {0} tem uma imagem</translation>
    </message>
    <message>
        <location filename="tasks/identification/validation.py"/>
        <source>learning from shares of the labels</source>
        <translation>aprendendo com frações dos rótulos</translation>
    </message>
    <message>
        <location filename="tasks/identification/validation.py"/>
        <source>class {0} has one image</source>
        <translation>a classe {0} tem uma imagem</translation>
    </message>
    <message>
        <location filename="tasks/identification/validation.py"/>
        <source>shares {0}: give numbers above 0, at most 1</source>
        <translation>frações {0}: informe números acima de 0, no máximo 1</translation>
    </message>
    <message>
        <location filename="tasks/identification/validation.py"/>
        <source>repeats {0}: give 1 to {1}</source>
        <translation>repetições {0}: informe de 1 a {1}</translation>
    </message>
    <message>
        <location filename="tasks/identification/validation.py"/>
        <source>seed {0}: give 0 to {1}</source>
        <translation>semente {0}: informe de 0 a {1}</translation>
    </message>
    <message>
        <location filename="tasks/identification/validation.py"/>
        <source>the 1 image is</source>
        <translation>a única imagem é</translation>
    </message>
    <message>
        <location filename="tasks/identification/validation.py"/>
        <source>all {0} images are</source>
        <translation>todas as {0} imagens são</translation>
    </message>
    <message>
        <location filename="tasks/identification/validation.py"/>
        <source>{0} of one class; give images of two or more</source>
        <translation>{0} de uma só classe; informe imagens de duas ou mais</translation>
    </message>
    <message>
        <location filename="tasks/identification/validation.py"/>
        <source>{0}; cross-validation needs two or more in at least two classes: one to learn from and one to test</source>
        <translation>{0}; a validação cruzada precisa de duas ou mais em pelo menos duas classes: uma para aprender e uma para testar</translation>
    </message>
    <message>
        <location filename="tasks/identification/validation.py"/>
        <source>folds {0}: give 2 or more</source>
        <translation>partições {0}: informe 2 ou mais</translation>
    </message>
    <message>
        <location filename="tasks/identification/validation.py"/>
        <source>{0} folds and {1}; give at most {2} folds</source>
        <translation>{0} partições e {1}; informe no máximo {2} partições</translation>
    </message>
    <message>
        <location filename="tasks/identification/validation.py"/>
        <source>{0} folds, and no class has more than {1}; give at most {2} folds</source>
        <translation>{0} partições, e nenhuma classe tem mais de {1}; informe no máximo {2} partições</translation>
    </message>
    <message>
        <location filename="tasks/identification/validation.py"/>
        <source>{0} labels{1}</source>
        <translation>{0} rótulos{1}</translation>
    </message>
    <message>
        <location filename="tasks/identification/validation.py"/>
        <source>{0}, which counts as wrong: no other is there to learn from</source>
        <translation>{0}, o que conta como erro: não há outra para aprender</translation>
    </message>
    <message>
        <location filename="tasks/identification/validation.py"/>
        <source>features have the shape {0}; give (n, d), a row for each image</source>
        <translation>as características têm o formato {0}; informe (n, d), uma linha para cada imagem</translation>
    </message>
    <message>
        <location filename="tasks/identification/validation.py"/>
        <source>, {0} groups</source>
        <translation>, {0} grupos</translation>
    </message>
    <message>
        <location filename="tasks/identification/validation.py"/>
        <source>{0} folds: the groups leave images of one class to learn from; give other groups, or another number of folds</source>
        <translation>{0} partições: os grupos deixam imagens de uma só classe para aprender; informe outros grupos ou outro número de partições</translation>
    </message>
    <message>
        <location filename="workflow/attribute.py"/>
        <source>at row {0}, column {1}</source>
        <translation>na linha {0}, coluna {1}</translation>
    </message>
    <message>
        <location filename="workflow/attribute.py"/>
        <source>activation of kernel {0} of block {1}</source>
        <translation>ativação do kernel {0} do bloco {1}</translation>
    </message>
    <message>
        <location filename="workflow/attribute.py"/>
        <source> of {0}</source>
        <translation> de {0}</translation>
    </message>
    <message>
        <location filename="workflow/attribute.py"/>
        <source>mean over {0} pixels around row {1}, column {2}</source>
        <translation>média de {0} pixels em torno da linha {1}, coluna {2}</translation>
    </message>
    <message>
        <location filename="workflow/attribute.py"/>
        <source>largest {0}</source>
        <translation>maior {0}</translation>
    </message>
    <message>
        <location filename="workflow/attribute.py"/>
        <source>decoder&apos;s sum</source>
        <translation>soma do decodificador</translation>
    </message>
    <message>
        <location filename="workflow/attribute.py"/>
        <source>kernel {0}: give block and number, as 2.5; the encoder has blocks 1 to {1}</source>
        <translation>kernel {0}: informe bloco e número, como 2.5; o codificador tem os blocos 1 a {1}</translation>
    </message>
    <message>
        <location filename="workflow/attribute.py"/>
        <source>kernel {0}: block {1} has kernels {2} to {3}, without deleted ones; choose one of them</source>
        <translation>kernel {0}: o bloco {1} tem os kernels {2} a {3}, sem os excluídos; escolha um deles</translation>
    </message>
    <message>
        <location filename="workflow/attribute.py"/>
        <source>nothing to attribute; give a pixel by --at, a region or a kernel</source>
        <translation>não há nada a atribuir; informe um pixel com --at, uma região ou um kernel</translation>
    </message>
    <message>
        <location filename="workflow/attribution_files.py"/>
        <source>the part of the image that the maps show; the place is framed</source>
        <translation>a parte da imagem que os mapas mostram; o lugar está emoldurado</translation>
    </message>
    <message>
        <location filename="workflow/attribution_files.py"/>
        <source>{0} over the image</source>
        <translation>{0} sobre a imagem</translation>
    </message>
    <message>
        <location filename="workflow/build.py"/>
        <source>choose none, mean or standard</source>
        <translation>escolha none, mean ou standard</translation>
    </message>
    <message>
        <location filename="workflow/build.py"/>
        <source>choose none, fisher or auc</source>
        <translation>escolha none, fisher ou auc</translation>
    </message>
    <message>
        <location filename="workflow/build.py"/>
        <source>give 1 to {0}</source>
        <translation>informe de 1 a {0}</translation>
    </message>
    <message>
        <location filename="workflow/build.py"/>
        <source>{0}: no image with the role &apos;train&apos; has markers; add them with &apos;flimbuilder import PROJECT --images DIR --markers DIR&apos;</source>
        <translation>{0}: nenhuma imagem com o papel &apos;train&apos; tem marcadores; adicione-os com &apos;flimbuilder import PROJECT --images DIR --markers DIR&apos;</translation>
    </message>
    <message>
        <location filename="workflow/build.py"/>
        <location filename="workflow/finetuning/training_samples.py"/>
        <location filename="workflow/import_files.py"/>
        <location filename="workflow/import_run.py"/>
        <source>reading images</source>
        <translation>lendo as imagens</translation>
    </message>
    <message>
        <location filename="workflow/build.py"/>
        <source>--restarts {0}: has no effect, as k-means reduces no block; leave it out</source>
        <translation>--restarts {0}: não tem efeito, pois o k-means não reduz nenhum bloco; omita</translation>
    </message>
    <message>
        <location filename="workflow/build.py"/>
        <source>--selection {0}: has no effect, as no block reduces the kernels of each class; leave it out</source>
        <translation>--selection {0}: não tem efeito, pois nenhum bloco reduz os kernels de cada classe; omita</translation>
    </message>
    <message>
        <location filename="workflow/build.py"/>
        <source>touching objects are not separated: {0}</source>
        <translation>os objetos que se tocam não são separados: {0}</translation>
    </message>
    <message>
        <location filename="workflow/build_notes.py"/>
        <source>component {0} of {1}</source>
        <translation>componente {0} de {1}</translation>
    </message>
    <message>
        <location filename="workflow/build_notes.py"/>
        <source>block {0}: {1} kernels were requested and the markers give {2}</source>
        <translation>bloco {0}: foram pedidos {1} kernels, e os marcadores dão {2}</translation>
    </message>
    <message>
        <location filename="workflow/build_notes.py"/>
        <source>class_shares: no marker has class {0}; the share has no effect</source>
        <translation>class_shares: nenhum marcador tem a classe {0}; a fração não tem efeito</translation>
    </message>
    <message>
        <location filename="workflow/build_notes.py"/>
        <source>block {0}: the kernel to {1} no longer exists ({2})</source>
        <translation>bloco {0}: o kernel a {1} não existe mais ({2})</translation>
    </message>
    <message>
        <location filename="workflow/build_notes.py"/>
        <source>cluster {0} of marker {1} on {2}</source>
        <translation>grupo {0} do marcador {1} em {2}</translation>
    </message>
    <message>
        <location filename="workflow/build_notes.py"/>
        <source>kernel {0} of the model that the encoder begins with</source>
        <translation>kernel {0} do modelo com que o codificador começa</translation>
    </message>
    <message>
        <location filename="workflow/build_notes.py"/>
        <source>training images differ in the range that is scaled to [0, 1]: {0}</source>
        <translation>as imagens de treino diferem na faixa que é levada a [0, 1]: {0}</translation>
    </message>
    <message>
        <location filename="workflow/build_notes.py"/>
        <source>block {0}: the kernel to {1} has changed since (cosine {2}); look at it again ({3})</source>
        <translation>bloco {0}: o kernel a {1} mudou desde então (cosseno {2}); olhe-o de novo ({3})</translation>
    </message>
    <message>
        <location filename="workflow/build_notes.py"/>
        <source>all classes</source>
        <translation>todas as classes</translation>
    </message>
    <message>
        <location filename="workflow/build_notes.py"/>
        <source>a class</source>
        <translation>uma classe</translation>
    </message>
    <message>
        <location filename="workflow/build_notes.py"/>
        <source>{0}: uses under 1 % of its range ({1}); add it again with a window (--window LOW HIGH)</source>
        <translation>{0}: usa menos de 1 % da sua faixa ({1}); adicione-a de novo com uma faixa de valores (--window LOW HIGH)</translation>
    </message>
    <message>
        <location filename="workflow/cluster/batches.py"/>
        <source>{0}: worker {1} can&apos;t read it ({2}); give paths that all workers reach</source>
        <translation>{0}: o worker {1} não consegue ler o arquivo ({2}); informe caminhos que todos os workers alcancem</translation>
    </message>
    <message>
        <location filename="workflow/cluster/batches.py"/>
        <source>worker {0}: {1}</source>
        <translation>worker {0}: {1}</translation>
    </message>
    <message>
        <location filename="workflow/cluster/batches.py"/>
        <source>{0}: has {1} bytes here and {2} on worker {3}; give paths that lead to the same files there</source>
        <translation>{0}: tem {1} bytes aqui e {2} no worker {3}; informe caminhos que levem aos mesmos arquivos lá</translation>
    </message>
    <message>
        <location filename="workflow/cluster/connection.py"/>
        <source>give local:N for N workers on this machine, tcp://HOST:PORT, or a scheduler file .json</source>
        <translation>informe local:N para N workers nesta máquina, tcp://HOST:PORT ou um arquivo .json do agendador</translation>
    </message>
    <message>
        <location filename="workflow/cluster/connection.py"/>
        <source>a cluster</source>
        <translation>um cluster</translation>
    </message>
    <message>
        <location filename="workflow/cluster/connection.py"/>
        <source>cluster {0}: give local:N with N from 1 to {1}</source>
        <translation>cluster {0}: informe local:N com N de 1 a {1}</translation>
    </message>
    <message>
        <location filename="workflow/cluster/connection.py"/>
        <source>cluster {0}: is no address; {1}</source>
        <translation>cluster {0}: não é um endereço; {1}</translation>
    </message>
    <message>
        <location filename="workflow/cluster/connection.py"/>
        <source>{0}: there is no such scheduler file; {1}</source>
        <translation>{0}: esse arquivo do agendador não existe; {1}</translation>
    </message>
    <message>
        <location filename="workflow/cluster/connection.py"/>
        <source>another server</source>
        <translation>outro servidor</translation>
    </message>
    <message>
        <location filename="workflow/cluster/connection.py"/>
        <source>{0}: no scheduler answers ({1}); start one with &apos;dask scheduler&apos;</source>
        <translation>{0}: nenhum agendador responde ({1}); inicie um com &apos;dask scheduler&apos;</translation>
    </message>
    <message>
        <location filename="workflow/cluster/connection.py"/>
        <source>{0}: has no worker; start some with &apos;dask worker {1} --nthreads 1&apos;</source>
        <translation>{0}: não tem worker; inicie alguns com &apos;dask worker {1} --nthreads 1&apos;</translation>
    </message>
    <message>
        <location filename="workflow/cluster/connection.py"/>
        <source>{0}{1}: workers can&apos;t start: {2}</source>
        <translation>{0}{1}: os workers não conseguem iniciar: {2}</translation>
    </message>
    <message>
        <location filename="workflow/cluster/features.py"/>
        <location filename="workflow/identification/classed_images.py"/>
        <source>{0} object {1}</source>
        <translation>{0} objeto {1}</translation>
    </message>
    <message>
        <location filename="workflow/cluster/file_trees.py"/>
        <source>{0}: a worker sent a file outside of it, {1}</source>
        <translation>{0}: um worker enviou um arquivo de fora da pasta, {1}</translation>
    </message>
    <message>
        <location filename="workflow/cluster/futures.py"/>
        <source>{0} workers died while computing it; give workers more memory, or make images smaller</source>
        <translation>{0} workers morreram ao computá-lo; dê mais memória aos workers ou diminua as imagens</translation>
    </message>
    <message>
        <location filename="workflow/cluster/futures.py"/>
        <source>{0}: the scheduler is gone{1}; start it and run the command again</source>
        <translation>{0}: o agendador sumiu{1}; inicie-o e execute o comando de novo</translation>
    </message>
    <message>
        <location filename="workflow/cluster/futures.py"/>
        <source>{0}: a worker can&apos;t run flimbuilder ({1}); install the same version there</source>
        <translation>{0}: um worker não consegue executar o flimbuilder ({1}); instale a mesma versão lá</translation>
    </message>
    <message>
        <location filename="workflow/cluster/futures.py"/>
        <source>{0}: has had no worker for {1} s; start some and run the command again</source>
        <translation>{0}: está sem worker há {1} s; inicie alguns e execute o comando de novo</translation>
    </message>
    <message>
        <location filename="workflow/cluster/packages.py"/>
        <source>device {0}: the workers of a cluster compute on processors; leave the device out</source>
        <translation>dispositivo {0}: os workers de um cluster computam em processadores; omita o dispositivo</translation>
    </message>
    <message>
        <location filename="workflow/cluster/prediction.py"/>
        <source>a worker can&apos;t write temporary files: {0}</source>
        <translation>um worker não consegue gravar arquivos temporários: {0}</translation>
    </message>
    <message>
        <location filename="workflow/cluster/tiles.py"/>
        <source>{0}: can&apos;t be read: {1}</source>
        <translation>{0}: não pode ser lido: {1}</translation>
    </message>
    <message>
        <location filename="workflow/cluster/worker.py"/>
        <source>worker {0} {1}, and this program uses {2}; install {3} {4} there</source>
        <translation>o worker {0} {1}, e este programa usa {2}; instale {3} {4} lá</translation>
    </message>
    <message>
        <location filename="workflow/cluster/worker.py"/>
        <source>has {0} {1}</source>
        <translation>tem {0} {1}</translation>
    </message>
    <message>
        <location filename="workflow/cluster/worker.py"/>
        <source>lacks {0}</source>
        <translation>não tem {0}</translation>
    </message>
    <message>
        <location filename="workflow/create.py"/>
        <source>{0}: its journal holds {1}; save with &apos;flimbuilder recover {2}&apos;, then import again</source>
        <translation>{0}: o diário contém {1}; salve com &apos;flimbuilder recover {2}&apos; e importe de novo</translation>
    </message>
    <message>
        <location filename="workflow/create.py"/>
        <source>--blocks {0}: has no effect without a model; add --from-model MODEL</source>
        <translation>--blocks {0}: não tem efeito sem um modelo; acrescente --from-model MODEL</translation>
    </message>
    <message>
        <location filename="workflow/create.py"/>
        <source>{n} unsaved edit</source>
        <translation>{n} edição não salva</translation>
    </message>
    <message>
        <location filename="workflow/create.py"/>
        <source>{n} unsaved edits</source>
        <translation>{n} edições não salvas</translation>
    </message>
    <message>
        <location filename="workflow/evaluation/centres.py"/>
        <source>{0}: no CSV file; give a table NAME.csv with x and y an image</source>
        <translation>{0}: não é um arquivo CSV; informe uma tabela NAME.csv com x e y por imagem</translation>
    </message>
    <message>
        <location filename="workflow/evaluation/centres.py"/>
        <source>{0}: no table has the name of an image; NAME.png needs NAME.csv with the columns x and y</source>
        <translation>{0}: nenhuma tabela tem o nome de uma imagem; NAME.png precisa de NAME.csv com as colunas x e y</translation>
    </message>
    <message>
        <location filename="workflow/evaluation/centres.py"/>
        <source>{0}: no such file or folder of centres</source>
        <translation>{0}: esse arquivo ou pasta de centros não existe</translation>
    </message>
    <message>
        <location filename="workflow/evaluation/disk_truth.py"/>
        <source>{0}: is {1} of the shape {2}; the mask of this image has whole numbers and the shape ({3}, {4}, 1)</source>
        <translation>{0}: é {1} com o formato {2}; a máscara desta imagem tem números inteiros e o formato ({3}, {4}, 1)</translation>
    </message>
    <message>
        <location filename="workflow/evaluation/disk_truth.py"/>
        <source>{0}: numbers objects above {1}; number them from 1</source>
        <translation>{0}: numera objetos acima de {1}; numere-os a partir de 1</translation>
    </message>
    <message>
        <location filename="workflow/evaluation/evaluate.py"/>
        <source>nothing to measure against; give masks, or centres of objects</source>
        <translation>não há com que comparar; informe máscaras ou centros de objetos</translation>
    </message>
    <message>
        <location filename="workflow/evaluation/evaluate.py"/>
        <source>{n} mask</source>
        <translation>{n} máscara</translation>
    </message>
    <message>
        <location filename="workflow/evaluation/evaluate.py"/>
        <source>{n} masks</source>
        <translation>{n} máscaras</translation>
    </message>
    <message>
        <location filename="workflow/evaluation/evaluate.py"/>
        <source>no centres for {0}: {1}</source>
        <translation>sem centros para {0}: {1}</translation>
    </message>
    <message>
        <location filename="workflow/evaluation/evaluate.py"/>
        <source>{0} without a number for each object: connected regions count as objects, and those that touch as one</source>
        <translation>{0} sem um número para cada objeto: cada região conexa conta como um objeto, e as que se tocam, como um só</translation>
    </message>
    <message>
        <location filename="workflow/evaluation/evaluate.py"/>
        <source>no image with centres could be measured; check their names</source>
        <translation>nenhuma imagem com centros pôde ser medida; confira os nomes</translation>
    </message>
    <message>
        <location filename="workflow/evaluation/evaluation_pictures.py"/>
        <source>false positives</source>
        <translation>falsos positivos</translation>
    </message>
    <message>
        <location filename="workflow/evaluation/evaluation_pictures.py"/>
        <source>IoU 0.5</source>
        <translation>IoU 0.5</translation>
    </message>
    <message>
        <location filename="workflow/evaluation/evaluation_pictures.py"/>
        <source>block {0}, {1}</source>
        <translation>bloco {0}, {1}</translation>
    </message>
    <message>
        <location filename="workflow/evaluation/evaluation_pictures.py"/>
        <source>image and truth</source>
        <translation>imagem e verdade</translation>
    </message>
    <message>
        <location filename="workflow/evaluation/evaluation_pictures.py"/>
        <source>average precision</source>
        <translation>precisão média</translation>
    </message>
    <message>
        <location filename="workflow/evaluation/evaluation_pictures.py"/>
        <source>false positives {0}</source>
        <translation>falsos positivos {0}</translation>
    </message>
    <message>
        <location filename="workflow/evaluation/labelled_images.py"/>
        <source>{0}: no mask has the name of an image in {1}; NAME.png needs a mask NAME.png or NAME_mask.png, or give another suffix with --suffix</source>
        <translation>{0}: nenhuma máscara tem o nome de uma imagem em {1}; NAME.png precisa de uma máscara NAME.png ou NAME_mask.png, ou informe outro sufixo com --suffix</translation>
    </message>
    <message>
        <location filename="workflow/evaluation/labelled_images.py"/>
        <source>{0}: does not state the size of its pixels, and false positives are counted by area; give --pixel-size, or count them an image</source>
        <translation>{0}: não informa o tamanho dos pixels, e os falsos positivos são contados por área; informe --pixel-size ou conte-os por imagem</translation>
    </message>
    <message>
        <location filename="workflow/evaluation/large_images.py"/>
        <source>is measured in tiles, so only its objects are compared; raise --memory to compare its pixels too</source>
        <translation>é medida em ladrilhos, então só os objetos são comparados; aumente --memory para comparar também os pixels</translation>
    </message>
    <message>
        <location filename="workflow/evaluation/large_images.py"/>
        <source>{0}: pixels can&apos;t be compared within the tissue alone; measure objects by --instances, --froc or --centres, or leave out --tissue</source>
        <translation>{0}: não é possível comparar pixels só dentro do tecido; meça objetos com --instances, --froc ou --centres, ou omita --tissue</translation>
    </message>
    <message>
        <location filename="workflow/explain.py"/>
        <source>some kernels come from no marker, so no stroke has their contribution</source>
        <translation>alguns kernels não vêm de nenhum marcador, então nenhum traço tem a contribuição deles</translation>
    </message>
    <message>
        <location filename="workflow/explain.py"/>
        <source>the model is of an older version without the shares of markers in each kernel; the nearest patch&apos;s marker stands for all; build it again to have them</source>
        <translation>o modelo é de uma versão anterior, sem as frações dos marcadores em cada kernel; o marcador do patch mais próximo vale por todos; construa-o de novo para tê-las</translation>
    </message>
    <message>
        <location filename="workflow/export.py"/>
        <source>an image is only for {0}, to test them on; leave it out for {1}</source>
        <translation>uma imagem só serve para {0}, para testá-los; omita-a para {1}</translation>
    </message>
    <message>
        <location filename="workflow/export.py"/>
        <source>can&apos;t export to {0}; choose from {1}</source>
        <translation>não é possível exportar para {0}; escolha entre {1}</translation>
    </message>
    <message>
        <location filename="workflow/export.py"/>
        <source>the process ended without a message</source>
        <translation>o processo terminou sem mensagem</translation>
    </message>
    <message>
        <location filename="workflow/export.py"/>
        <source>tracing and trying the network</source>
        <translation>traçando e testando a rede</translation>
    </message>
    <message>
        <location filename="workflow/failures.py"/>
        <source> (and {0} failed)</source>
        <translation> (e {0} falharam)</translation>
    </message>
    <message>
        <location filename="workflow/failures.py"/>
        <source>{n} other file</source>
        <translation>{n} outro arquivo</translation>
    </message>
    <message>
        <location filename="workflow/failures.py"/>
        <source>{n} other files</source>
        <translation>{n} outros arquivos</translation>
    </message>
    <message>
        <location filename="workflow/finetuning/finetune.py"/>
        <source>is of a stopped training; go on with --resume, or delete it</source>
        <translation>é de um treino interrompido; continue com --resume ou exclua-o</translation>
    </message>
    <message>
        <location filename="workflow/finetuning/finetune.py"/>
        <source>{0} for validation train as well, so the Dice is too high: {1}</source>
        <translation>{0} de validação também treinam, então o Dice é alto demais: {1}</translation>
    </message>
    <message>
        <location filename="workflow/finetuning/finetune.py"/>
        <source>give images with their masks (--images DIR --labels DIR), or a project (--project), not both</source>
        <translation>informe imagens com suas máscaras (--images DIR --labels DIR) ou um projeto (--project), não ambos</translation>
    </message>
    <message>
        <location filename="workflow/finetuning/finetune.py"/>
        <source>--truth {0}: choose from {1}</source>
        <translation>--truth {0}: escolha entre {1}</translation>
    </message>
    <message>
        <location filename="workflow/finetuning/training_samples.py"/>
        <source>no mask for {0}: {1}</source>
        <translation>sem máscara para {0}: {1}</translation>
    </message>
    <message>
        <location filename="workflow/finetuning/training_samples.py"/>
        <source>markers; draw some</source>
        <translation>marcadores; desenhe alguns</translation>
    </message>
    <message>
        <location filename="workflow/finetuning/training_samples.py"/>
        <source>a mask; add masks</source>
        <translation>máscara; adicione máscaras</translation>
    </message>
    <message>
        <location filename="workflow/finetuning/training_samples.py"/>
        <source>{0}: no image with the role &apos;train&apos; has {1}</source>
        <translation>{0}: nenhuma imagem com o papel &apos;train&apos; tem {1}</translation>
    </message>
    <message>
        <location filename="workflow/finetuning/training_samples.py"/>
        <source>{0}: has markers of class {1}, which the model lacks; build the project, and train that model</source>
        <translation>{0}: tem marcadores da classe {1}, que o modelo não tem; construa o projeto e treine o novo modelo</translation>
    </message>
    <message>
        <location filename="workflow/finetuning/training_samples.py"/>
        <source>no {0} is marked on the training images; draw markers there</source>
        <translation>nenhum {0} está marcado nas imagens de treino; desenhe marcadores lá</translation>
    </message>
    <message>
        <location filename="workflow/finetuning/training_samples.py"/>
        <source>--validation {0}: give a share of the images from 0 to 0.9</source>
        <translation>--validation {0}: informe uma fração das imagens de 0 a 0.9</translation>
    </message>
    <message>
        <location filename="workflow/finetuning/training_samples.py"/>
        <source>--validation {0}: holds out {1} of {2}; give another share, or a folder of other images</source>
        <translation>--validation {0}: separa {1} de {2}; informe outra fração ou uma pasta de outras imagens</translation>
    </message>
    <message>
        <location filename="workflow/finished.py"/>
        <source>coco runs</source>
        <translation>execuções do COCO</translation>
    </message>
    <message>
        <location filename="workflow/finished.py"/>
        <source>coco ends</source>
        <translation>fins do COCO</translation>
    </message>
    <message>
        <location filename="workflow/finished.py"/>
        <source>the results are complete</source>
        <translation>os resultados estão completos</translation>
    </message>
    <message>
        <location filename="workflow/identification/class_difficulty.py"/>
        <source>{0}: has no recall of its classes; train the classifier with cross-validation</source>
        <translation>{0}: não tem a revocação das classes; treine o classificador com validação cruzada</translation>
    </message>
    <message>
        <location filename="workflow/identification/class_difficulty.py"/>
        <source>{0}: the difficulty of classes has no effect, as no block of the project reduces the kernels of each class</source>
        <translation>{0}: a dificuldade das classes não tem efeito, pois nenhum bloco do projeto reduz os kernels de cada classe</translation>
    </message>
    <message>
        <location filename="workflow/identification/classed_images.py"/>
        <source>object {0} has no class; give it one, or delete its row</source>
        <translation>o objeto {0} não tem classe; dê uma a ele ou exclua sua linha</translation>
    </message>
    <message>
        <location filename="workflow/identification/classed_images.py"/>
        <source>left out {0} without a class: {1}</source>
        <translation>ficou de fora: {0} sem classe: {1}</translation>
    </message>
    <message>
        <location filename="workflow/identification/classed_images.py"/>
        <source>left out {0} of {1} without an image: {2}</source>
        <translation>ficou de fora: {0} de {1} sem imagem: {2}</translation>
    </message>
    <message>
        <location filename="workflow/identification/classed_images.py"/>
        <source>is a folder; give a file, or --objects for tables of centres</source>
        <translation>é uma pasta; informe um arquivo, ou --objects para tabelas de centros</translation>
    </message>
    <message>
        <location filename="workflow/identification/classed_images.py"/>
        <source>is no folder; give one with a table x,y,class for each image</source>
        <translation>não é uma pasta; informe uma com uma tabela x,y,class para cada imagem</translation>
    </message>
    <message>
        <location filename="workflow/identification/classed_images.py"/>
        <source>has no tables; give NAME.csv for each image</source>
        <translation>não tem tabelas; informe NAME.csv para cada imagem</translation>
    </message>
    <message>
        <location filename="workflow/identification/classed_images.py"/>
        <source>has the name of {0}; a table can&apos;t distinguish them</source>
        <translation>tem o nome de {0}; uma tabela não as distingue</translation>
    </message>
    <message>
        <location filename="workflow/identification/classed_images.py"/>
        <source>has no column of classes; give x,y,class</source>
        <translation>não tem coluna de classes; informe x,y,class</translation>
    </message>
    <message>
        <location filename="workflow/identification/classed_images.py"/>
        <location filename="workflow/identification/image_classes.py"/>
        <source>{n} name</source>
        <translation>{n} nome</translation>
    </message>
    <message>
        <location filename="workflow/identification/classed_images.py"/>
        <location filename="workflow/identification/image_classes.py"/>
        <source>{n} names</source>
        <translation>{n} nomes</translation>
    </message>
    <message>
        <location filename="workflow/identification/classified.py"/>
        <source>score {0}</source>
        <translation>escore {0}</translation>
    </message>
    <message>
        <location filename="workflow/identification/classify.py"/>
        <source>learning from all images</source>
        <translation>aprendendo com todas as imagens</translation>
    </message>
    <message>
        <location filename="workflow/identification/classify.py"/>
        <source>--groups: objects of one image are a group already; leave it out</source>
        <translation>--groups: os objetos de uma imagem já formam um grupo; omita</translation>
    </message>
    <message>
        <location filename="workflow/identification/classify.py"/>
        <source>--side: is for objects; give --objects, or leave it out</source>
        <translation>--side: é para objetos; informe --objects ou omita</translation>
    </message>
    <message>
        <location filename="workflow/identification/classify.py"/>
        <source>--centres: the classifier learned from whole images; leave it out</source>
        <translation>--centres: o classificador aprendeu com imagens inteiras; omita</translation>
    </message>
    <message>
        <location filename="workflow/identification/classify.py"/>
        <source>the classifier does not know class {0}: counted as wrong</source>
        <translation>o classificador não conhece a classe {0}: contada como erro</translation>
    </message>
    <message>
        <location filename="workflow/identification/classify_pictures.py"/>
        <source>macro F1</source>
        <translation>macro F1</translation>
    </message>
    <message>
        <location filename="workflow/identification/classify_pictures.py"/>
        <source>Confusion matrix</source>
        <translation>Matriz de confusão</translation>
    </message>
    <message>
        <location filename="workflow/identification/classify_pictures.py"/>
        <source>Learning curve</source>
        <translation>Curva de aprendizado</translation>
    </message>
    <message>
        <location filename="workflow/identification/encoded_images.py"/>
        <source>the tables of centres have no object; give x,y,class of some</source>
        <translation>as tabelas de centros não têm objeto; informe x,y,class de alguns</translation>
    </message>
    <message>
        <location filename="workflow/identification/export_classifier.py"/>
        <source>scores equal the classifier&apos;s to within {0} ({1})</source>
        <translation>os escores são iguais aos do classificador a menos de {0} ({1})</translation>
    </message>
    <message>
        <location filename="workflow/identification/export_classifier.py"/>
        <source>patches of {0} x {1} pixels around objects, of {2}</source>
        <translation>patches de {0} x {1} pixels em torno de objetos, de {2}</translation>
    </message>
    <message>
        <location filename="workflow/identification/export_classifier.py"/>
        <source>the class has the largest score; classifier {0}</source>
        <translation>vale a classe de maior escore; classificador {0}</translation>
    </message>
    <message>
        <location filename="workflow/identification/export_classifier.py"/>
        <source>can&apos;t export a classifier to {0}; choose from {1}, or copy its folder, whose encoder.py runs it</source>
        <translation>não é possível exportar um classificador para {0}; escolha entre {1}, ou copie sua pasta, cujo encoder.py o executa</translation>
    </message>
    <message>
        <location filename="workflow/identification/export_classifier.py"/>
        <source>the file gives other classes than the classifier; nothing was written: use its folder and report this error</source>
        <translation>o arquivo dá classes diferentes das do classificador; nada foi gravado: use a pasta dele e relate este erro</translation>
    </message>
    <message>
        <location filename="workflow/identification/image_classes.py"/>
        <source>the class of {0} was replaced</source>
        <translation>classe substituída em {0}</translation>
    </message>
    <message>
        <location filename="workflow/identification/image_classes.py"/>
        <source>{0} {1} no image: {2}</source>
        <translation>{0} {1} nenhuma imagem: {2}</translation>
    </message>
    <message>
        <location filename="workflow/identification/image_classes.py"/>
        <source>{0} may be any of {1} images</source>
        <translation>{0} pode ser qualquer uma de {1} imagens</translation>
    </message>
    <message>
        <location filename="workflow/import_files.py"/>
        <source>{0}: there is no such file or folder; check the path</source>
        <translation>{0}: esse arquivo ou pasta não existe; confira o caminho</translation>
    </message>
    <message>
        <location filename="workflow/import_files.py"/>
        <source>states no pixel size</source>
        <translation>não informa o tamanho do pixel</translation>
    </message>
    <message>
        <location filename="workflow/import_run.py"/>
        <source>scales {0} to [0, 1]{1}</source>
        <translation>leva {0} a [0, 1]{1}</translation>
    </message>
    <message>
        <location filename="workflow/import_run.py"/>
        <source> (before: {0})</source>
        <translation> (antes: {0})</translation>
    </message>
    <message>
        <location filename="workflow/import_run.py"/>
        <source>is taken at level 0 of 0 to {0}; --level chooses</source>
        <translation>é usada no nível 0 de 0 a {0}; --level escolhe outro</translation>
    </message>
    <message>
        <location filename="workflow/import_run.py"/>
        <source>reading markers</source>
        <translation>lendo os marcadores</translation>
    </message>
    <message>
        <location filename="workflow/import_run.py"/>
        <source>{0}: is the same image as {1}</source>
        <translation>{0}: é a mesma imagem que {1}</translation>
    </message>
    <message>
        <location filename="workflow/import_run.py"/>
        <source>reading masks</source>
        <translation>lendo as máscaras</translation>
    </message>
    <message>
        <location filename="workflow/import_run.py"/>
        <source>label values: no seeds file, label image or mask was read; leave them out</source>
        <translation>valores dos rótulos: nenhum arquivo de sementes, imagem de rótulos ou máscara foi lido; omita-os</translation>
    </message>
    <message>
        <location filename="workflow/import_run.py"/>
        <source>radius {0}: only for points and lines in labelme&apos;s JSON, and none was read; leave it out</source>
        <translation>raio {0}: só para pontos e linhas do JSON do labelme, e nenhum foi lido; omita</translation>
    </message>
    <message>
        <location filename="workflow/import_run.py"/>
        <source>marks nothing</source>
        <translation>não marca nada</translation>
    </message>
    <message>
        <location filename="workflow/import_run.py"/>
        <source>has markers already; {0} was left out</source>
        <translation>já tem marcadores; {0} ficou de fora</translation>
    </message>
    <message>
        <location filename="workflow/import_run.py"/>
        <source>is now for training because it has markers</source>
        <translation>passa a ser de treino porque tem marcadores</translation>
    </message>
    <message>
        <location filename="workflow/map_files.py"/>
        <source>trustworthiness {0}</source>
        <translation>confiabilidade {0}</translation>
    </message>
    <message>
        <location filename="workflow/map_files.py"/>
        <source>silhouette {0}</source>
        <translation>silhueta {0}</translation>
    </message>
    <message>
        <location filename="workflow/map_files.py"/>
        <source>kNN accuracy {0}</source>
        <translation>acurácia kNN {0}</translation>
    </message>
    <message>
        <location filename="workflow/map_files.py"/>
        <source>{0}: a map ends in {1}; choose one</source>
        <translation>{0}: o nome de um mapa termina em {1}; escolha um desses</translation>
    </message>
    <message>
        <location filename="workflow/map_files.py"/>
        <source>--of {0}: choose from {1}</source>
        <translation>--of {0}: escolha entre {1}</translation>
    </message>
    <message>
        <location filename="workflow/map_files.py"/>
        <source>--block {0}: give a block from 1, or &apos;all&apos;</source>
        <translation>--block {0}: informe um bloco a partir de 1, ou &apos;all&apos;</translation>
    </message>
    <message>
        <location filename="workflow/map_files.py"/>
        <source>{0}: is one file; give a folder, or one block with --block N</source>
        <translation>{0}: é um só arquivo; informe uma pasta, ou um bloco com --block N</translation>
    </message>
    <message>
        <location filename="workflow/object_sizes.py"/>
        <source>the size of objects can&apos;t be learned: all training images are too large to be decoded at once; give the radius of an object</source>
        <translation>não é possível aprender o tamanho dos objetos: todas as imagens de treino são grandes demais para decodificar de uma vez; informe o raio de um objeto</translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>overlays have at most {0} pixels; leave out --overlay, or use --heatmap</source>
        <translation>as sobreposições têm no máximo {0} pixels; omita --overlay ou use --heatmap</translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>ROIs of ImageJ reach to pixel {0}; leave out --rois, or use --geojson</source>
        <translation>as ROIs do ImageJ chegam até o pixel {0}; omita --rois ou use --geojson</translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>COCO describes images of under {0} pixels; leave out --coco, or use --geojson</source>
        <translation>o COCO descreve imagens de menos de {0} pixels; omita --coco ou use --geojson</translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>{0}: a COCO file ends in .json; name it so</source>
        <translation>{0}: o nome de um arquivo COCO termina em .json; use esse nome</translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>outputs: there is no {0}; choose from {1}</source>
        <translation>saídas: {0} não existe; escolha entre {1}</translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>Saliency maps</source>
        <translation>Mapas de saliência</translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>How much each pixel looks like an object: PNG, 16 bit</source>
        <translation>Quanto cada pixel se parece com um objeto: PNG, 16 bits</translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>Masks</source>
        <translation>Máscaras</translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>The class of each pixel: PNG, 8 bit</source>
        <translation>A classe de cada pixel: PNG, 8 bits</translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>Activation maps</source>
        <translation>Mapas de ativação</translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>The maps of every block, for Python</source>
        <translation>Os mapas de todos os blocos, para Python</translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>Table of objects</source>
        <translation>Tabela de objetos</translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>A row for each object: place, area, shape, saliency, intensities</source>
        <translation>Uma linha por objeto: lugar, área, forma, saliência, intensidades</translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>Table of images</source>
        <translation>Tabela de imagens</translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>A row for each image: number and areas of its objects</source>
        <translation>Uma linha por imagem: número e áreas dos seus objetos</translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>Overlay pictures</source>
        <translation>Imagens com sobreposição</translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>The image with its objects in the colours of their classes: PNG</source>
        <translation>A imagem com seus objetos nas cores das classes: PNG</translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>Heat maps</source>
        <translation>Mapas de calor</translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>The image with its saliency over it, at most 1024 pixels a side: PNG</source>
        <translation>A imagem com a saliência por cima, no máximo 1024 pixels de lado: PNG</translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>OME-TIFF files</source>
        <translation>Arquivos OME-TIFF</translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>Saliency and mask as a pyramid, as QuPath opens it: OME-TIFF, 16 bit</source>
        <translation>Saliência e máscara em pirâmide, como o QuPath abre: OME-TIFF, 16 bits</translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>OME-Zarr folders</source>
        <translation>Pastas OME-Zarr</translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>Saliency and mask as a pyramid, as napari opens it: OME-Zarr 0.5</source>
        <translation>Saliência e máscara em pirâmide, como o napari abre: OME-Zarr 0.5</translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>Instance labels</source>
        <translation>Rótulos de instâncias</translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>The number of the object at each pixel: TIFF, 16 or 32 bit</source>
        <translation>O número do objeto em cada pixel: TIFF, 16 ou 32 bits</translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>Outlines for QuPath</source>
        <translation>Contornos para o QuPath</translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>The outlines and measurements of the objects: GeoJSON</source>
        <translation>Os contornos e as medidas dos objetos: GeoJSON</translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>Outlines for ImageJ</source>
        <translation>Contornos para o ImageJ</translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>The outlines of the objects for the ROI Manager of ImageJ: zip files</source>
        <translation>Os contornos dos objetos para o ROI Manager do ImageJ: arquivos zip</translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>COCO annotations</source>
        <translation>Anotações COCO</translation>
    </message>
    <message>
        <location filename="workflow/outputs.py"/>
        <source>The objects of all images as COCO JSON</source>
        <translation>Os objetos de todas as imagens em JSON do COCO</translation>
    </message>
    <message>
        <location filename="workflow/predict.py"/>
        <source>{0} needs a folder: give --out DIR, or only other outputs, such as --table FILE</source>
        <translation>{0} precisa de uma pasta: informe --out DIR, ou só outras saídas, como --table FILE</translation>
    </message>
    <message>
        <location filename="workflow/predict.py"/>
        <source>--pixel-size: has no effect without an output of objects; add one, such as --table FILE</source>
        <translation>--pixel-size: não tem efeito sem uma saída de objetos; acrescente uma, como --table FILE</translation>
    </message>
    <message>
        <location filename="workflow/predict.py"/>
        <source>activation maps as {0}: choose from {1}</source>
        <translation>mapas de ativação como {0}: escolha entre {1}</translation>
    </message>
    <message>
        <location filename="workflow/predict.py"/>
        <source>activation maps as {0}: request activation maps, or leave it out</source>
        <translation>mapas de ativação como {0}: peça os mapas de ativação ou omita isso</translation>
    </message>
    <message>
        <location filename="workflow/predict.py"/>
        <source>{0} of {1} were predicted before it</source>
        <translation>{0} de {1} já tinham sido preditas</translation>
    </message>
    <message>
        <location filename="workflow/predict.py"/>
        <source>{0}: is given for --{1} and --{2}; name two files</source>
        <translation>{0}: foi informado para --{1} e --{2}; dê nome a dois arquivos</translation>
    </message>
    <message>
        <location filename="workflow/predict.py"/>
        <source>{0}: gives a result of the same name as {1} ({2}); predict them into different folders</source>
        <translation>{0}: dá um resultado de mesmo nome que {1} ({2}); faça as predições em pastas diferentes</translation>
    </message>
    <message>
        <location filename="workflow/predicted_image.py"/>
        <location filename="workflow/report_parts/results.py"/>
        <source>saliency of {0}</source>
        <translation>saliência de {0}</translation>
    </message>
    <message>
        <location filename="workflow/prediction_job.py"/>
        <source>is predicted in tiles, so the boundaries of its mask are not refined; use --delineation none to treat all images alike</source>
        <translation>é predita em ladrilhos, então os contornos da sua máscara não são refinados; use --delineation none para tratar todas as imagens do mesmo modo</translation>
    </message>
    <message>
        <location filename="workflow/prediction_job.py"/>
        <source>pixel size</source>
        <translation>tamanho do pixel</translation>
    </message>
    <message>
        <location filename="workflow/prediction_job.py"/>
        <source>activation maps can&apos;t be written for an image that is predicted in tiles; crop it, leave out --activations, or raise --memory</source>
        <translation>não é possível gravar mapas de ativação de uma imagem predita em ladrilhos; recorte-a, omita --activations ou aumente --memory</translation>
    </message>
    <message>
        <location filename="workflow/prediction_job.py"/>
        <source>writing {0}</source>
        <translation>gravando {0}</translation>
    </message>
    <message>
        <location filename="workflow/prediction_job.py"/>
        <source>{0}: {1} depends on the whole image, not only on its tissue; use --tissue none</source>
        <translation>{0}: {1} depende da imagem inteira, não só do tecido; use --tissue none</translation>
    </message>
    <message>
        <location filename="workflow/prediction_job.py"/>
        <source>{0}: was finished by an earlier run</source>
        <translation>{0}: já tinha sido concluída em uma execução anterior</translation>
    </message>
    <message>
        <location filename="workflow/prediction_job.py"/>
        <source>{0} x {1} pixels; {2}</source>
        <translation>{0} x {1} pixels; {2}</translation>
    </message>
    <message>
        <location filename="workflow/project_explainer.py"/>
        <source>{0}: is neither an image of the project nor a file; &apos;flimbuilder info&apos; lists the images</source>
        <translation>{0}: não é uma imagem do projeto nem um arquivo; &apos;flimbuilder info&apos; lista as imagens</translation>
    </message>
    <message>
        <location filename="workflow/project_explainer.py"/>
        <source>{0}: is no image of the project, so nothing is learned again for it; add it with &apos;flimbuilder import&apos;, or leave out --without</source>
        <translation>{0}: não é uma imagem do projeto, então nada é reaprendido para ela; adicione-a com &apos;flimbuilder import&apos; ou omita --without</translation>
    </message>
    <message>
        <location filename="workflow/project_explainer.py"/>
        <source>decoder {0} is not that of the project, which learns again without a marker; leave out --decoder, --block and --scale</source>
        <translation>o decodificador {0} não é o do projeto, que reaprende sem um marcador; omita --decoder, --block e --scale</translation>
    </message>
    <message>
        <location filename="workflow/project_map.py"/>
        <source>{0} of block {1}, {2}</source>
        <translation>{0} do bloco {1}, {2}</translation>
    </message>
    <message>
        <location filename="workflow/project_map.py"/>
        <source>Images by block {0}, {1}</source>
        <translation>Imagens pelo bloco {0}, {1}</translation>
    </message>
    <message>
        <location filename="workflow/project_map.py"/>
        <source>Kernels</source>
        <translation>Kernels</translation>
    </message>
    <message>
        <location filename="workflow/project_map.py"/>
        <source>Marker patches</source>
        <translation>Patches dos marcadores</translation>
    </message>
    <message>
        <location filename="workflow/project_map.py"/>
        <source>is too large for a map; add a lower level of the slide</source>
        <translation>é grande demais para um mapa; adicione um nível de menor resolução da lâmina</translation>
    </message>
    <message>
        <location filename="workflow/project_map.py"/>
        <source>measuring blocks</source>
        <translation>medindo os blocos</translation>
    </message>
    <message>
        <location filename="workflow/project_map.py"/>
        <source>cutting thumbnails</source>
        <translation>recortando as miniaturas</translation>
    </message>
    <message>
        <location filename="workflow/project_map.py"/>
        <source>a map of {0} needs images and markers: give the project</source>
        <translation>um mapa de {0} precisa de imagens e marcadores: informe o projeto</translation>
    </message>
    <message>
        <location filename="workflow/project_map.py"/>
        <source>colour {0} needs the images: give the project</source>
        <translation>a cor {0} precisa das imagens: informe o projeto</translation>
    </message>
    <message>
        <location filename="workflow/readable_images.py"/>
        <source>AXIS=PLACE</source>
        <translation>EIXO=POSIÇÃO</translation>
    </message>
    <message>
        <location filename="workflow/readable_images.py"/>
        <source>{0}: holds {1} images; choose one, as with --slices {2}</source>
        <translation>{0}: contém {1} imagens; escolha uma, como com --slices {2}</translation>
    </message>
    <message>
        <location filename="workflow/readable_images.py"/>
        <source>{0}: explaining {1} x {2} pixels takes {3} GB, over {4}; cut out the part around the pixel</source>
        <translation>{0}: explicar {1} x {2} pixels exige {3} GB, mais de {4}; recorte a parte em torno do pixel</translation>
    </message>
    <message>
        <location filename="workflow/readiness.py"/>
        <source>there is nothing to learn from: draw markers on a training image</source>
        <translation>não há com que aprender: desenhe marcadores em uma imagem de treino</translation>
    </message>
    <message>
        <location filename="workflow/readiness.py"/>
        <source>training images differ in their channels ({0}): choose one kind, and give the others the role test, or add them again with the same channels</source>
        <translation>as imagens de treino diferem nos canais ({0}): escolha um tipo e dê às outras o papel de teste, ou adicione-as de novo com os mesmos canais</translation>
    </message>
    <message>
        <location filename="workflow/readiness.py"/>
        <source>there is no object class: add one in the panel Classes, then draw on an object</source>
        <translation>não há classe de objeto: adicione uma no painel Classes e desenhe em um objeto</translation>
    </message>
    <message>
        <location filename="workflow/readiness.py"/>
        <source>no training image has markers: give the marked images the role training in the menu of the image list, or draw on a training image</source>
        <translation>nenhuma imagem de treino tem marcadores: dê às imagens marcadas o papel de treino no menu da lista de imagens, ou desenhe em uma imagem de treino</translation>
    </message>
    <message>
        <location filename="workflow/readiness.py"/>
        <source>{0} in {1}</source>
        <translation>{0} em {1}</translation>
    </message>
    <message>
        <location filename="workflow/readiness.py"/>
        <source>class {0} has no markers, so no mask will show it: draw some on a training image, or delete the class</source>
        <translation>a classe {0} não tem marcadores, então nenhuma máscara a mostrará: desenhe alguns em uma imagem de treino ou exclua a classe</translation>
    </message>
    <message>
        <location filename="workflow/readiness.py"/>
        <source>the background is not marked: draw a stroke on it (class 0)</source>
        <translation>o fundo não está marcado: desenhe um traço nele (classe 0)</translation>
    </message>
    <message>
        <location filename="workflow/readiness.py"/>
        <source>classes {0} have no markers, so no mask will show them: draw some on training images, or delete the classes</source>
        <translation>as classes {0} não têm marcadores, então nenhuma máscara as mostrará: desenhe alguns em imagens de treino ou exclua as classes</translation>
    </message>
    <message>
        <location filename="workflow/report.py"/>
        <source>{0}: is a folder; give the file to write, such as report.html</source>
        <translation>{0}: é uma pasta; informe o arquivo a gravar, como report.html</translation>
    </message>
    <message>
        <location filename="workflow/report.py"/>
        <source>{0}: a report is a web page; give a name that ends in .html</source>
        <translation>{0}: um relatório é uma página da web; dê um nome que termine em .html</translation>
    </message>
    <message>
        <location filename="workflow/report.py"/>
        <source>{0} pictures, so that the page stays below 10 MB</source>
        <translation>{0} imagens, para que a página fique abaixo de 10 MB</translation>
    </message>
    <message>
        <location filename="workflow/report_parts/explanations.py"/>
        <source>the part of the image that is shown</source>
        <translation>a parte da imagem que é mostrada</translation>
    </message>
    <message>
        <location filename="workflow/report_parts/explanations.py"/>
        <source>explaining pixels</source>
        <translation>explicando os pixels</translation>
    </message>
    <message>
        <location filename="workflow/report_parts/explanations.py"/>
        <source>{0}, a ring around row {1}, column {2}</source>
        <translation>{0}, um anel em torno da linha {1}, coluna {2}</translation>
    </message>
    <message>
        <location filename="workflow/report_parts/explanations.py"/>
        <source>{0} of the pixel</source>
        <translation>{0} do pixel</translation>
    </message>
    <message>
        <location filename="workflow/report_parts/explanations.py"/>
        <source>The image there</source>
        <translation>A imagem ali</translation>
    </message>
    <message>
        <location filename="workflow/report_parts/explanations.py"/>
        <source>to be decided</source>
        <translation>a decidir</translation>
    </message>
    <message>
        <location filename="workflow/report_parts/kernels.py"/>
        <source>{0}, row {1}, column {2}</source>
        <translation>{0}, linha {1}, coluna {2}</translation>
    </message>
    <message>
        <location filename="workflow/report_parts/kernels.py"/>
        <source>another model</source>
        <translation>outro modelo</translation>
    </message>
    <message>
        <location filename="workflow/report_parts/kernels.py"/>
        <source>{0} more</source>
        <translation>mais {0}</translation>
    </message>
    <message>
        <location filename="workflow/report_parts/kernels.py"/>
        <source>{0}, row {1}, column {2}, activation {3}</source>
        <translation>{0}, linha {1}, coluna {2}, ativação {3}</translation>
    </message>
    <message>
        <location filename="workflow/report_parts/kernels.py"/>
        <source>marker {0} of {1}</source>
        <translation>marcador {0} de {1}</translation>
    </message>
    <message>
        <location filename="workflow/report_parts/kernels.py"/>
        <source>patch at {0}</source>
        <translation>patch em {0}</translation>
    </message>
    <message>
        <location filename="workflow/report_parts/results.py"/>
        <source>reading the images</source>
        <translation>lendo as imagens</translation>
    </message>
    <message>
        <location filename="workflow/report_parts/results.py"/>
        <source>is too large to be encoded whole, and is left out</source>
        <translation>é grande demais para ser codificada inteira e ficou de fora</translation>
    </message>
    <message>
        <location filename="workflow/report_parts/results.py"/>
        <source>markers on {0}</source>
        <translation>marcadores em {0}</translation>
    </message>
    <message>
        <location filename="workflow/report_parts/results.py"/>
        <source>mask of {0}</source>
        <translation>máscara de {0}</translation>
    </message>
    <message>
        <location filename="workflow/report_parts/tables.py"/>
        <source>PCA of all classes</source>
        <translation>PCA de todas as classes</translation>
    </message>
    <message>
        <location filename="workflow/report_parts/tables.py"/>
        <source>ReLU</source>
        <translation>ReLU</translation>
    </message>
    <message>
        <location filename="workflow/report_parts/tables.py"/>
        <source>leaky ReLU</source>
        <translation>leaky ReLU</translation>
    </message>
    <message>
        <location filename="workflow/report_parts/tables.py"/>
        <source>{0} × {1} µm</source>
        <translation>{0} × {1} µm</translation>
    </message>
    <message>
        <location filename="workflow/report_parts/tables.py"/>
        <source>{0} mixed</source>
        <translation>{0} misturados</translation>
    </message>
    <message>
        <location filename="workflow/report_parts/tables.py"/>
        <source>, stride {0}</source>
        <translation>, passo {0}</translation>
    </message>
    <message>
        <location filename="workflow/report_parts/tables.py"/>
        <source>not learned</source>
        <translation>não aprendido</translation>
    </message>
    <message>
        <location filename="workflow/report_parts/tables.py"/>
        <source>, dilation {0}</source>
        <translation>, dilatação {0}</translation>
    </message>
    <message>
        <location filename="workflow/saved_build.py"/>
        <source>the digest is that of another content</source>
        <translation>o hash é de outro conteúdo</translation>
    </message>
    <message>
        <location filename="workflow/sources.py"/>
        <source>--window and --header-window: give one of them</source>
        <translation>--window e --header-window: informe só um deles</translation>
    </message>
    <message>
        <location filename="workflow/sources.py"/>
        <source>--channels {0}: name channels, for example 0,2 or 0:3</source>
        <translation>--channels {0}: informe canais, por exemplo 0,2 ou 0:3</translation>
    </message>
    <message>
        <location filename="workflow/sources.py"/>
        <source>{0} {1}: write 7, 10:40, 10:40:5 or &apos;:&apos;, from 0</source>
        <translation>{0} {1}: escreva 7, 10:40, 10:40:5 ou &apos;:&apos;, a partir de 0</translation>
    </message>
    <message>
        <location filename="workflow/sources.py"/>
        <source>{0} {1}: a step of 0 selects nothing; give 1 or more</source>
        <translation>{0} {1}: um passo de 0 não seleciona nada; informe 1 ou mais</translation>
    </message>
    <message>
        <location filename="workflow/sources.py"/>
        <source>{0}: no slice of its DICOM series is chosen; check --slices</source>
        <translation>{0}: nenhuma fatia da série DICOM foi escolhida; confira --slices</translation>
    </message>
    <message>
        <location filename="workflow/sources.py"/>
        <source>--slices: no file is a stack or a DICOM series; leave it out</source>
        <translation>--slices: nenhum arquivo é uma pilha ou série DICOM; omita</translation>
    </message>
    <message>
        <location filename="workflow/sources.py"/>
        <source>{0}: holds one size and no level {1}; leave the level out</source>
        <translation>{0}: tem um só tamanho e nenhum nível {1}; omita o nível</translation>
    </message>
    <message>
        <location filename="workflow/sources.py"/>
        <source>has {0} 0 to {1}; --slices chooses none of them</source>
        <translation>tem {0} de 0 a {1}; --slices não escolhe nenhum deles</translation>
    </message>
    <message>
        <location filename="workflow/sources.py"/>
        <source>has several axes to choose on; begin --slices with {0}</source>
        <translation>tem vários eixos para escolher; comece --slices com {0}</translation>
    </message>
    <message>
        <location filename="workflow/suggest.py"/>
        <source>previewing places</source>
        <translation>preparando a prévia dos lugares</translation>
    </message>
    <message>
        <location filename="workflow/suggest.py"/>
        <source>{0} left out, too large or with other channels than the model: {1}</source>
        <translation>{0} de fora, por serem grandes demais ou terem canais diferentes dos do modelo: {1}</translation>
    </message>
    <message>
        <location filename="workflow/suggest.py"/>
        <source>{0}: is no image of the project; &apos;flimbuilder info&apos; lists them</source>
        <translation>{0}: não é uma imagem do projeto; &apos;flimbuilder info&apos; lista as imagens</translation>
    </message>
    <message>
        <location filename="workflow/suggest.py"/>
        <source>{0}: is too large, or has other channels than the model; choose another image</source>
        <translation>{0}: é grande demais ou tem canais diferentes dos do modelo; escolha outra imagem</translation>
    </message>
    <message>
        <location filename="workflow/suggest.py"/>
        <source>no build: mark an object and the background first</source>
        <translation>sem construção: marque primeiro um objeto e o fundo</translation>
    </message>
    <message>
        <location filename="workflow/tissue.py"/>
        <source>is predicted within its tissue, {0} of it; --tissue none takes it all</source>
        <translation>é predita dentro do seu tecido, {0} dela; --tissue none usa a imagem toda</translation>
    </message>
    <message>
        <location filename="workflow/tissue.py"/>
        <source>finding the tissue of {0}</source>
        <translation>detectando o tecido de {0}</translation>
    </message>
    <message>
        <location filename="workflow/tissue.py"/>
        <source>has no tissue, so its saliency is 0; use --tissue none to predict all of it, or give a file</source>
        <translation>não tem tecido, então sua saliência é 0; use --tissue none para predizer a imagem toda, ou informe um arquivo</translation>
    </message>
    <message>
        <location filename="workflow/tissue.py"/>
        <source>{0}: {1} has neither {2}{3}.png nor .geojson; write it by flimbuilder tissue, or give --tissue auto</source>
        <translation>{0}: {1} não tem {2}{3}.png nem .geojson; grave-o com flimbuilder tissue, ou informe --tissue auto</translation>
    </message>
    <message>
        <location filename="workflow/tissue.py"/>
        <source>--tissue {0}: there is no such file; give auto, none or one</source>
        <translation>--tissue {0}: esse arquivo não existe; informe auto, none ou um arquivo</translation>
    </message>
    <message>
        <location filename="workflow/tissue.py"/>
        <source>{0}: is the tissue of one slide, and {1} are predicted; give a folder with STEM{2}.png or .geojson of each</source>
        <translation>{0}: é o tecido de uma só lâmina, e a predição é de {1}; informe uma pasta com STEM{2}.png ou .geojson de cada uma</translation>
    </message>
    <message>
        <location filename="workflow/tissue_files.py"/>
        <source>{0}: tissue is written as .png or .geojson; change its ending</source>
        <translation>{0}: o tecido é gravado como .png ou .geojson; mude a extensão</translation>
    </message>
    <message>
        <location filename="workflow/tissue_files.py"/>
        <source>{0}: is one file for {1} images; give a folder</source>
        <translation>{0}: é um só arquivo para {1} imagens; informe uma pasta</translation>
    </message>
    <message>
        <location filename="workflow/tissue_files.py"/>
        <source>{0}: lies among the images; choose a folder beside them</source>
        <translation>{0}: está entre as imagens; escolha uma pasta ao lado delas</translation>
    </message>
    <message>
        <location filename="workflow/train_decoder.py"/>
        <source>training the decoder</source>
        <translation>treinando o decodificador</translation>
    </message>
    <message>
        <location filename="workflow/train_decoder.py"/>
        <source>{0}: decoder {1} is trained on masks, and no image with the role &apos;train&apos; has one; add some with &apos;flimbuilder import PROJECT --images DIR --labels DIR&apos;, or choose another decoder</source>
        <translation>{0}: o decodificador {1} é treinado com máscaras, e nenhuma imagem com o papel &apos;train&apos; tem uma; adicione algumas com &apos;flimbuilder import PROJECT --images DIR --labels DIR&apos;, ou escolha outro decodificador</translation>
    </message>
    <message>
        <location filename="workflow/train_decoder.py"/>
        <source>decoder {0} was not learned: {1}</source>
        <translation>o decodificador {0} não foi aprendido: {1}</translation>
    </message>
</context>
</TS>
